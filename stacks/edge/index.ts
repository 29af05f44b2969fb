/**
 * What faces the world: machine images and fleets, load balancers, alarms and public names.
 *
 * Only target groups are exported: the clusters put their nodes into them, and they are there long before
 * the load balancers and the certificate are.
 */
import * as pulumi from '@pulumi/pulumi';
import { targetGroups } from './balancers';
import { domain } from './settings';
import './alarms';
import './fleets';
import './names';

export const targetGroupArns = {
  publicMain: targetGroups.publicMain.arn,
  publicTools: targetGroups.publicTools.arn,
  internalMain: targetGroups.internalMain.arn,
  internalTools: targetGroups.internalTools.arn,
};
export const publicUrl = pulumi.interpolate`https://${domain}`;
export const grafanaUrl = pulumi.interpolate`https://grafana.${domain}`;
export const prometheusMainUrl = pulumi.interpolate`https://prometheus-main.${domain}`;
export const alertmanagerHost = pulumi.interpolate`alertmanager.${domain}`;
