import { aws, text, uuidFrom, withOptional } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

export const dnsTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:route53/zone:Zone',
    id: (_inputs, context) => `Z${context.identityHex(20).toUpperCase()}`,
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id, context) => `arn:${context.partition}:route53:::hostedzone/${id}`,
    replaceOnChanges: ['delegationSetId', 'name'],
    defaults: { comment: 'Managed by Pulumi', forceDestroy: false },
    notReadable: ['forceDestroy'],
    computed: (inputs, id, context) => {
      const servers = nameServers(id, context);
      return {
        name: withoutFinalDot(text(inputs, 'name')),
        nameServers: servers,
        primaryNameServer: servers[0] ?? '',
        zoneId: id,
      };
    },
  }),
  aws({
    type: 'aws:route53/record:Record',
    id: (inputs, context) =>
      withOptional(['zoneId', 'name', 'type'], '_', ['setIdentifier'])(
        { ...inputs, name: text(inputs, 'name').toLowerCase() },
        context,
      ),
    required: ['name', 'type', 'zoneId'],
    replaceOnChanges: ['name', 'setIdentifier', 'type', 'zoneId'],
    unique: ['zoneId', 'name', 'type', 'setIdentifier'],
    alreadyExists:
      "InvalidChangeBatch: [Tried to create resource record set [name='{name}', type='{type}'] but it already exists]",
    parents: ['zoneId'],
    notReadable: ['allowOverwrite'],
    computed: (inputs, _id, context) => ({ fqdn: fullName(inputs, context) }),
  }),
  aws({
    type: 'aws:route53/zoneAssociation:ZoneAssociation',
    id: withOptional(['zoneId', 'vpcId'], ':', ['vpcRegion']),
    required: ['vpcId', 'zoneId'],
    replaceOnChanges: ['vpcId', 'vpcRegion', 'zoneId'],
    parents: ['zoneId', 'vpcId'],
    computed: (inputs, _id, context) => ({
      owningAccount: context.account,
      vpcRegion: inputs['vpcRegion'] ?? context.region,
    }),
  }),
  aws({
    type: 'aws:route53/healthCheck:HealthCheck',
    id: (_inputs, context) => uuidFrom(context.identityHex(32)),
    tagged: true,
    arn: (_inputs, id, context) => `arn:${context.partition}:route53:::healthcheck/${id}`,
    required: ['type'],
    replaceOnChanges: ['measureLatency', 'referenceName', 'requestInterval', 'type'],
    notReadable: ['referenceName', 'triggers'],
  }),
];

/** Four name servers, one under each of four top-level domains, as a delegation set has them. */
function nameServers(id: string, context: SimulatedContext): string[] {
  return ['org', 'co.uk', 'com', 'net'].map((domain, index) => {
    const number = Number.parseInt(context.hashHex(`${id} ${domain}`, 4), 16) % 512;
    return `ns-${number + index * 512}.awsdns-${String(number % 64).padStart(2, '0')}.${domain}`;
  });
}

/** A record's name may be given with or without its zone's. */
function fullName(inputs: PropertyMap, context: SimulatedContext): string {
  const name = withoutFinalDot(text(inputs, 'name').toLowerCase());
  const zone = text(
    context.outputsOf('aws:route53/zone:Zone', text(inputs, 'zoneId')) ?? {},
    'name',
  );
  if (zone === '' || name === zone || name.endsWith(`.${zone}`)) return name;
  return name === '' ? zone : `${name}.${zone}`;
}

function withoutFinalDot(name: string): string {
  return name.replace(/\.$/, '');
}
