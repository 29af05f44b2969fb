import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

export const dnsRules: readonly IdentityRule[] = [
  aws('aws:route53/zone:Zone', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
    notReadable: ['forceDestroy'],
  }),
  aws('aws:route53/record:Record', {
    id: '{zoneId}_{name:lower}_{type}[_{setIdentifier}]',
    notReadable: ['allowOverwrite'],
  }),
  aws('aws:route53/zoneAssociation:ZoneAssociation', { id: '{zoneId}:{vpcId}[:{vpcRegion}]' }),
  aws('aws:route53/healthCheck:HealthCheck', {
    tags: TAGS,
    notReadable: ['referenceName', 'triggers'],
  }),
];
