import { expect, test } from 'vitest';
import { differing, LONG, Rig, script, thingUrn } from './rig.js';

const web = thingUrn('apps', 'web');

test(
  'a property that the manifest excludes is no difference and is never written',
  LONG,
  async () => {
    const rig = new Rig({
      programs: [script('apps', `thing('web', { replicas: 3, image: 'a' });`)],
      manifest: `drift:
  exclude:
    - { match: '*::web', path: replicas, reason: the autoscaler scales it }
    - { match: '*::none', path: replicas, reason: of old }
`,
    });
    await rig.mustRecover();
    expect(rig.recordsByUrn().get(web)?.inputs).toMatchObject({ replicas: 3 });
    rig.cloud((cloud) => cloud.alter(web, 'replicas', 9));

    const drift = await rig.on('drift');
    expect(drift.code, drift.stdout).toBe(0);
    expect(drift.stdout).toContain(
      'replicas of simulated:index:Resource web: the autoscaler scales',
    );
    expect(drift.stdout).toContain('replicas of nothing, as no resource matches *::none: of old');

    rig.cloud((cloud) => cloud.alter(web, 'image', 'b'));
    expect(differing(await rig.plan())).toEqual({ [web]: 'update' });
    await rig.mustRecover();
    expect(rig.recordsByUrn().get(web)?.inputs).toMatchObject({ replicas: 9, image: 'a' });
  },
);
