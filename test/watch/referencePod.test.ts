import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseCommandLine } from '../../src/cli/parser.js';

const FILE = new URL('../../stacks/workloads/apps/drift/deployment.yaml', import.meta.url);
const probe = z.object({ httpGet: z.object({ path: z.string() }) });
const deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            args: z.array(z.string()),
            ports: z.tuple([z.object({ containerPort: z.number() })]),
            readinessProbe: probe,
            livenessProbe: probe,
          }),
        ]),
      }),
    }),
  }),
});

it('the drift pod of the reference system runs a watch that there is', () => {
  const [container] = deployment.parse(parse(readFileSync(FILE, 'utf8'))).spec.template.spec
    .containers;
  const invocation = parseCommandLine(container.args, { version: '0', width: 80 });
  expect(invocation).toMatchObject({ kind: 'run', command: 'watch' });
  expect(container.args).toContain(`--listen=0.0.0.0:${container.ports[0].containerPort}`);
  expect(container.readinessProbe.httpGet.path).toBe('/readyz');
  expect(container.livenessProbe.httpGet.path).toBe('/healthz');
});
