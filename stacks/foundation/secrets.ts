import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { tags } from '../shared/tags';
import { secretsKey } from './encryption';
import { paymentProviderKey } from './settings';

function secret(
  name: string,
  description: string,
  secretString: pulumi.Input<string>,
): aws.secretsmanager.Secret {
  const created = new aws.secretsmanager.Secret(name, {
    name: `shop/${name}`,
    description,
    kmsKeyId: secretsKey.arn,
    // A deleted secret keeps its name for so many days; restoring it in that time brings the value back.
    recoveryWindowInDays: 7,
    tags: tags(`shop/${name}`),
  });
  new aws.secretsmanager.SecretVersion(name, { secretId: created.id, secretString });
  return created;
}

/** Lives only in state: after a wipeout it is made anew, and whoever had noted the old one logs in anew. */
export const grafanaAdminPassword = new random.RandomPassword('grafana-admin', {
  length: 32,
  // Passed on through an environment variable and a URL in places.
  special: false,
});

secret('grafana-admin', 'Administrator of Grafana', grafanaAdminPassword.result);

export const paymentProvider = secret(
  'payment-provider',
  'API key of the payment service provider',
  paymentProviderKey,
);
