import { stringify } from 'yaml';
import type { PropertyMap } from '../../src/model/values.js';

const OBJECTS_IN_NAMESPACE = 50;

/** What a team deploys: an application is of so many objects. */
function application(namespace: string, name: string): PropertyMap[] {
  const metadata = { name, namespace, labels: { app: name, team: namespace } };
  const selector = { app: name };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'settings.yml': `listen: 8080\nname: ${name}\nlevel: info\n`, region: 'eu-west-1' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: `not-a-secret-${name}` } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    deployment(metadata, selector),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

/** Without replicas: pods would be the work of the controllers, and neither side's. */
function deployment(metadata: PropertyMap, selector: PropertyMap): PropertyMap {
  const { name } = metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 0,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: selector },
        spec: {
          serviceAccountName: name!,
          securityContext: { runAsNonRoot: true },
          containers: [
            {
              name: 'main',
              image: 'registry.example.com/main:1.4.2',
              args: ['--config=/etc/main/settings.yml'],
              env: [
                { name: 'NAME', value: name! },
                { name: 'TOKEN', valueFrom: { secretKeyRef: { name: name!, key: 'token' } } },
              ],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
              resources: {
                requests: { cpu: '50m', memory: '64Mi' },
                limits: { memory: '128Mi' },
              },
              volumeMounts: [{ name: 'config', mountPath: '/etc/main' }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: name! } }],
        },
      },
    },
  };
}

/** So many objects of ordinary kinds, spread over namespaces, each behind its namespace. */
export function manifestObjects(count: number): PropertyMap[] {
  const objects: PropertyMap[] = [];
  for (let team = 0; objects.length < count; team++) {
    const namespace = `team-${team}`;
    const own: PropertyMap[] = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ];
    for (let app = 0; own.length < OBJECTS_IN_NAMESPACE; app++) {
      own.push(...application(namespace, `app-${app}`));
    }
    objects.push(...own.slice(0, Math.min(OBJECTS_IN_NAMESPACE, count - objects.length)));
  }
  return objects;
}

/** The text of a YAML file with these objects. */
export function yamlOf(objects: readonly PropertyMap[]): string {
  return objects.map((object) => `---\n${stringify(object)}`).join('');
}
