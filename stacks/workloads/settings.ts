import * as pulumi from '@pulumi/pulumi';
import { Stack } from '../shared/stack';

/** Whoever holds it can write into the operations channel. */
export const slackWebhookUrl = new pulumi.Config().requireSecret('slackWebhookUrl');

export const region = new pulumi.Config('aws').require('region');

export const foundation = new Stack<typeof import('../foundation')>('foundation');
export const edge = new Stack<typeof import('../edge')>('edge');
export const clusters = new Stack<typeof import('../clusters')>('clusters');
