import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { domain } from './settings';

// A zone made anew has other name servers: the delegation at the registrar, which lies outside of this
// system, must then be changed by hand.
export const zone = new aws.route53.Zone('shop', {
  name: domain,
  comment: 'Public zone of the shop',
  tags: tags(domain),
});

new aws.route53.Record('mail', {
  zoneId: zone.zoneId,
  name: domain,
  type: 'MX',
  ttl: 3600,
  records: ['10 inbound-smtp.eu-west-1.amazonaws.com'],
});

new aws.route53.Record('sender-policy', {
  zoneId: zone.zoneId,
  name: domain,
  type: 'TXT',
  ttl: 3600,
  records: ['v=spf1 include:amazonses.com -all'],
});
