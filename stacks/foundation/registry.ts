import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';

function repository(name: string): aws.ecr.Repository {
  return new aws.ecr.Repository(name, {
    name: `shop/${name}`,
    // A tag never moves: a manifest in Git means the same image on the day of a rebuild.
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    tags: tags(`shop/${name}`),
  });
}

// Repositories hold data. One that is rebuilt is empty until the build agents have published again.
export const repositories = {
  storefront: repository('storefront'),
  catalogue: repository('catalogue'),
  orders: repository('orders'),
  payments: repository('payments'),
  notifications: repository('notifications'),
  blackstart: repository('blackstart'),
};
