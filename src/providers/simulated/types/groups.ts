import { arnOf, aws, from, list, scalar, text } from './aws.js';
import type { AwsRow } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

/** Parameter groups, subnet groups and their like: a name, a family, an arn. */
export function group(
  row: Omit<AwsRow, 'id' | 'arn'> & { readonly service: string; readonly kind: string },
): SimulatedType {
  const { service, kind, ...rest } = row;
  return aws({
    ...rest,
    id: from('name'),
    autoname: 'name',
    tagged: true,
    unique: ['name'],
    arn: (inputs, _id, context) => arnOf(service, `${kind}:${text(inputs, 'name')}`, context),
  });
}

export function vpcOfSubnets(
  inputs: PropertyMap,
  _id: string,
  context: SimulatedContext,
): PropertyMap {
  const first = scalar(list(inputs['subnetIds'])[0]);
  return { vpcId: context.outputsOf('aws:ec2/subnet:Subnet', first)?.['vpcId'] ?? '' };
}
