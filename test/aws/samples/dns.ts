import type { PropertyMap } from '../../../src/model/values.js';
import type { Made, Sample } from './sample.js';

const inZone = (more: PropertyMap) => (made: Made) => ({ zoneId: made('shop').id, ...more });

export const dnsSamples: readonly Sample[] = [
  {
    name: 'shop',
    type: 'aws:route53/zone:Zone',
    inputs: { name: 'shop.example.com', comment: 'Public', tags: { a: '1' } },
    changes: [{ comment: 'Other' }, { tags: { b: '2' } }],
  },
  { name: 'vpc', type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.0.0.0/16' } },
  { name: 'other-vpc', type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.1.0.0/16' } },
  {
    name: 'private',
    type: 'aws:route53/zone:Zone',
    inputs: (made) => ({ name: 'internal.example.com', vpcs: [{ vpcId: made('vpc').id }] }),
    changes: [
      (made) => ({ vpcs: [{ vpcId: made('vpc').id }, { vpcId: made('other-vpc').id }] }),
      (made) => ({ vpcs: [{ vpcId: made('other-vpc').id }] }),
    ],
  },
  {
    name: 'mail',
    type: 'aws:route53/record:Record',
    inputs: inZone({
      name: 'shop.example.com',
      type: 'MX',
      ttl: 3600,
      records: ['10 inbound-smtp.eu-west-1.amazonaws.com'],
    }),
    changes: [{ ttl: 300 }, { records: ['10 one.example.com', '20 two.example.com'] }],
  },
  {
    name: 'sender',
    type: 'aws:route53/record:Record',
    inputs: inZone({
      name: 'Shop.example.com',
      type: 'TXT',
      ttl: 3600,
      records: ['v=spf1 include:amazonses.com -all'],
    }),
    changes: [{ records: ['v=spf1 -all'] }],
  },
  {
    name: 'alias',
    type: 'aws:route53/record:Record',
    inputs: inZone({
      name: '*.grafana',
      type: 'A',
      aliases: [
        {
          name: 'Public-1.eu-west-1.elb.amazonaws.com',
          zoneId: 'Z32O12XQLNTSW2',
          evaluateTargetHealth: true,
        },
      ],
    }),
  },
  ...['one', 'two'].map((name): Sample => ({
    name,
    type: 'aws:route53/record:Record',
    inputs: inZone({
      name: 'www',
      type: 'CNAME',
      ttl: 60,
      records: [`${name}.example.com`],
      setIdentifier: name,
      weightedRoutingPolicies: [{ weight: 10 }],
    }),
    changes: [{ weightedRoutingPolicies: [{ weight: 20 }] }],
  })),
  {
    name: 'certificate',
    type: 'aws:acm/certificate:Certificate',
    inputs: {
      domainName: 'shop.example.com',
      subjectAlternativeNames: ['*.shop.example.com'],
      validationMethod: 'DNS',
      tags: { a: '1' },
    },
    changes: [{ tags: { b: '2' } }],
  },
  {
    name: 'issued',
    type: 'aws:acm/certificateValidation:CertificateValidation',
    inputs: (made) => ({ certificateArn: made('certificate').id }),
  },
];
