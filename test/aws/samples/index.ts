import { databaseSamples } from './databases.js';
import { iamSamples } from './iam.js';
import { messagingSamples } from './messaging.js';
import { networkSamples } from './network.js';
import type { Sample } from './sample.js';

/** By family; each runs against an empty account of its own. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  databases: databaseSamples,
  iam: iamSamples,
  messaging: messagingSamples,
  network: networkSamples,
};

/** Types that moto cannot show, with the reason. */
export const untried: Readonly<Record<string, string>> = {
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': 'moto does not give the attribute back',
};
