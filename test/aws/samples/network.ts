import type { Sample } from './sample.js';

export const networkSamples: readonly Sample[] = [
  {
    name: 'vpc',
    type: 'aws:ec2/vpc:Vpc',
    inputs: { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, tags: { Name: 'main' } },
    changes: [
      { enableDnsHostnames: false },
      { enableDnsSupport: false },
      { enableNetworkAddressUsageMetrics: true },
      { tags: { Name: 'other', More: 'x' } },
    ],
  },
];
