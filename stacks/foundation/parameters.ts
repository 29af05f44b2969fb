import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { consumers } from './queues';
import { tables } from './tables';

// The scanner proxies are no Kubernetes workloads: they find out where things are from Parameter Store.
const parameters = {
  'scans-table': tables.scans.name,
  'fulfilment-queue': consumers.fulfilment.queue.url,
};

for (const [name, value] of Object.entries(parameters)) {
  new aws.ssm.Parameter(name, {
    name: `/shop/scanner-proxy/${name}`,
    type: 'String',
    value,
    tags: tags(`/shop/scanner-proxy/${name}`),
  });
}
