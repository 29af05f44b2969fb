import { expect, it } from 'vitest';
import { compareInputs } from '../../../src/providers/aws/compare.js';
import { awsResources } from '../../../src/providers/aws/index.js';
import type { PropertyMap } from '../../../src/model/values.js';

function differences(type: string, oldInputs: PropertyMap, news: PropertyMap): string[] {
  const definition = awsResources.get(type);
  if (definition === undefined) throw new Error(`${type} is not covered`);
  const { detailed } = compareInputs({
    ...{ definition, oldInputs, news },
    ...{ ignoreChanges: [], defaultTags: {} },
  });
  return [...(detailed ?? new Map<string, string>())].map(([path, kind]) => `${kind} ${path}`);
}

const QUEUE = 'aws:sqs/queue:Queue';
const GROUP = 'aws:autoscaling/group:Group';
const declared = { name: 'orders', visibilityTimeoutSeconds: 60, tags: { team: 'shop' } };

it('a changed attribute is a difference, at its path', () => {
  expect(differences(QUEUE, { ...declared, visibilityTimeoutSeconds: 5 }, declared)).toEqual([
    'update visibilityTimeoutSeconds',
  ]);
});

it('a deleted attribute is one', () => {
  const { tags: _tags, ...without } = declared;
  expect(differences(QUEUE, without, declared)).toEqual(['add tags']);
});

it('an added attribute is one: a tag, an element of a list, a setting that was declared nowhere', () => {
  const tagged = { ...declared, tags: { team: 'shop', by: 'hand' } };
  expect(differences(QUEUE, tagged, declared)).toEqual(['delete tags.by']);
  const zones = { availabilityZones: ['a'], minSize: 0, maxSize: 0 };
  const wider = { ...zones, availabilityZones: ['a', 'b'] };
  expect(differences(GROUP, wider, zones)).toEqual(['update availabilityZones']);
  expect(differences(QUEUE, { ...declared, delaySeconds: 7 }, declared)).toEqual([
    'delete delaySeconds',
  ]);
});
