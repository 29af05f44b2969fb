import { main } from './main';
import { ServiceAccountRole } from './serviceAccountRole';
import { foundation } from './settings';
import { tools } from './tools';

const applicationPolicyArns = foundation.output('applicationPolicyArns');

/** The role of an application in the main cluster; application, namespace and service account share a name. */
function applicationRole(
  application: 'catalogue' | 'orders' | 'payments' | 'notifications',
): ServiceAccountRole {
  return new ServiceAccountRole(application, {
    oidcProvider: main.oidcProvider,
    namespace: application,
    serviceAccount: application,
    policyArn: applicationPolicyArns[application],
  });
}

export const catalogue = applicationRole('catalogue');
export const orders = applicationRole('orders');
export const payments = applicationRole('payments');
export const notifications = applicationRole('notifications');

/** Comparing takes reading all of AWS and no more; changing is left to a recovery that people start. */
export const drift = new ServiceAccountRole('drift', {
  oidcProvider: tools.oidcProvider,
  namespace: 'drift',
  serviceAccount: 'drift',
  policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
});
