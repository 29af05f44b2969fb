import * as pulumi from '@pulumi/pulumi';
import { Stack } from '../shared/stack';

export const region = new pulumi.Config('aws').require('region');

export const foundation = new Stack<typeof import('../foundation')>('foundation');

export const domain = foundation.output('domain');
