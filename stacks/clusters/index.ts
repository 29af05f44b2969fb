/** The two EKS clusters, their way to the load balancers, and the roles of what runs in them. */
import { main } from './main';
import * as roles from './roles';
import { tools } from './tools';
import './traffic';

export const mainName = main.name;
export const mainEndpoint = main.endpoint;
export const mainKubeconfig = main.kubeconfig;

export const toolsName = tools.name;
export const toolsEndpoint = tools.endpoint;
export const toolsKubeconfig = tools.kubeconfig;

export const serviceAccountRoleArns = {
  catalogue: roles.catalogue.arn,
  orders: roles.orders.arn,
  payments: roles.payments.arn,
  notifications: roles.notifications.arn,
  drift: roles.drift.arn,
};
