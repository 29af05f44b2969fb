/** A system of so many groups: a network, a database in it, and what needs neither. */
export function drillFiles(groups: number): Record<string, string> {
  return {
    'stacks/system.yaml': `version: 1
name: drills
recoveryTimeObjective: 1h
programs:
  - { name: drills, path: ../program, stack: bench, stage: aws }
stages: [aws]
`,
    'program/Pulumi.yaml': 'name: drills\nruntime: nodejs\n',
    'program/Pulumi.bench.yaml': 'config: {}\n',
    'program/index.js': `'use strict';
const pulumi = require('@pulumi/pulumi');

const of = (type) => class extends pulumi.CustomResource {
  constructor(name, inputs) { super(type, name, inputs); }
};
const Vpc = of('aws:ec2/vpc:Vpc');
const Subnet = of('aws:ec2/subnet:Subnet');
const SubnetGroup = of('aws:rds/subnetGroup:SubnetGroup');
const Database = of('aws:rds/instance:Instance');
const Queue = of('aws:sqs/queue:Queue');
const Table = of('aws:dynamodb/table:Table');
const Bucket = of('aws:s3/bucket:Bucket');

for (let i = 0; i < ${groups}; i++) {
  const vpc = new Vpc('net-' + i, { cidrBlock: '10.' + i + '.0.0/16' });
  const subnets = ['a', 'b'].map((zone, at) => new Subnet('net-' + i + zone, {
    vpcId: vpc.id, cidrBlock: '10.' + i + '.' + at + '.0/24', availabilityZone: 'eu-west-1' + zone,
  }));
  const group = new SubnetGroup('group-' + i, { name: 'group-' + i, subnetIds: subnets.map(({ id }) => id) });
  new Database('data-' + i, {
    identifier: 'data-' + i, instanceClass: 'db.t3.micro', engine: 'postgres', allocatedStorage: 20,
    dbSubnetGroupName: group.id, skipFinalSnapshot: true,
  });
  new Queue('queue-' + i, { name: 'queue-' + i });
  new Table('table-' + i, {
    name: 'table-' + i, hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
  });
  new Bucket('bucket-' + i, { bucket: 'drills-bucket-' + i });
}
`,
  };
}
