import {
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers as paginateClassicBalancers,
  type LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListenerCertificates,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  type Listener,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { unlessCode } from './absence.js';
import { collect, type LocatorContext } from './context.js';
import type { FindQuery, Found, Locator } from './locator.js';

/** Application and network load balancers have two spellings in the SDK, which name the same resources. */
function bothSpellings(name: string): string[] {
  return [`aws:lb/${name}`, `aws:alb/${name}`];
}

/** Listeners are listed by load balancer, rules by listener; there is no list of all. */
export const loadBalancingLocators: readonly Locator[] = [
  {
    types: bothSpellings('loadBalancer:LoadBalancer'),
    list: async (context) =>
      (await balancers(context)).map(
        ({ LoadBalancerArn: arn = '', LoadBalancerName, State }): Found => ({
          id: arn,
          arn,
          keys: { name: LoadBalancerName },
          ...(State?.Code === 'failed' ? { dead: { condition: 'failed', remedy: 'none' } } : {}),
        }),
      ),
  },
  {
    types: bothSpellings('targetGroup:TargetGroup'),
    list: async (context) => {
      const client = context.client(ElasticLoadBalancingV2Client);
      const groups = await context.once('target groups', () =>
        collect(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups),
      );
      return groups.map(({ TargetGroupArn: arn = '', TargetGroupName }) => ({
        id: arn,
        arn,
        keys: { name: TargetGroupName },
      }));
    },
  },
  {
    types: bothSpellings('listener:Listener'),
    list: async (context) =>
      (await listeners(context)).map(({ ListenerArn: arn = '', LoadBalancerArn, Port }) => ({
        id: arn,
        arn,
        keys: { loadBalancerArn: LoadBalancerArn, port: Port },
      })),
  },
  {
    types: bothSpellings('listenerRule:ListenerRule'),
    list: async (context) => {
      const client = context.client(ElasticLoadBalancingV2Client);
      const found = await Promise.all(
        (await listeners(context)).map(async ({ ListenerArn = '' }) => {
          const rules = await context.once(`rules of ${ListenerArn}`, () =>
            unlessCode(
              collect(paginateDescribeRules({ client }, { ListenerArn }), (page) => page.Rules),
              'ListenerNotFoundException',
            ),
          );
          return (rules ?? []).map(({ RuleArn: arn = '', Priority }) => ({
            id: arn,
            arn,
            keys: { listenerArn: ListenerArn, priority: Priority },
          }));
        }),
      );
      return found.flat();
    },
  },
  {
    types: bothSpellings('listenerCertificate:ListenerCertificate'),
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const [ListenerArn = '', certificateArn] = id.split('_');
      const client = context.client(ElasticLoadBalancingV2Client);
      const found = await context.once(`certificates of ${ListenerArn}`, () =>
        unlessCode(
          collect(
            paginateDescribeListenerCertificates({ client }, { ListenerArn }),
            (page) => page.Certificates,
          ),
          'ListenerNotFoundException',
        ),
      );
      const isThere = found?.some((each) => each.CertificateArn === certificateArn);
      return isThere === true ? [{ id }] : [];
    },
  },
  {
    types: bothSpellings('targetGroupAttachment:TargetGroupAttachment'),
    find: findAttachment,
  },
  {
    types: ['aws:elb/loadBalancer:LoadBalancer'],
    list: async (context) =>
      (await classicBalancers(context)).map(({ LoadBalancerName = '' }) => ({
        id: LoadBalancerName,
        arn: context.arn('elasticloadbalancing', `loadbalancer/${LoadBalancerName}`),
      })),
  },
  {
    // AWS knows no such thing, only a load balancer with a list: the id says which and which entry.
    types: ['aws:elb/attachment:Attachment'],
    list: async (context) =>
      (await classicBalancers(context)).flatMap(({ LoadBalancerName = '', Instances = [] }) =>
        Instances.map(({ InstanceId = '' }) => ({
          id: `${LoadBalancerName},${InstanceId}`,
          keys: { elb: LoadBalancerName, instance: InstanceId },
        })),
      ),
  },
];

async function findAttachment(
  { id = '' }: FindQuery,
  context: LocatorContext,
): Promise<readonly Found[]> {
  const [TargetGroupArn = '', target, port] = id.split(',');
  const answer = await context.once(`targets of ${TargetGroupArn}`, () =>
    unlessCode(
      context
        .client(ElasticLoadBalancingV2Client)
        .send(new DescribeTargetHealthCommand({ TargetGroupArn })),
      'TargetGroupNotFoundException',
    ),
  );
  const isThere = answer?.TargetHealthDescriptions?.some(
    ({ Target, TargetHealth }) =>
      Target?.Id === target &&
      (port === undefined || String(Target?.Port) === port) &&
      // It is being taken out and serves nobody any more.
      TargetHealth?.State !== 'draining',
  );
  return isThere === true ? [{ id }] : [];
}

function balancers(context: LocatorContext): Promise<LoadBalancer[]> {
  const client = context.client(ElasticLoadBalancingV2Client);
  return context.once('load balancers', () =>
    collect(paginateDescribeLoadBalancers({ client }, {}), (page) => page.LoadBalancers),
  );
}

async function listeners(context: LocatorContext): Promise<Listener[]> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const found = await Promise.all(
    (await balancers(context)).map(({ LoadBalancerArn = '' }) =>
      context.once(`listeners of ${LoadBalancerArn}`, () =>
        unlessCode(
          collect(
            paginateDescribeListeners({ client }, { LoadBalancerArn }),
            (page) => page.Listeners,
          ),
          'LoadBalancerNotFoundException',
        ),
      ),
    ),
  );
  return found.flatMap((each) => each ?? []);
}

function classicBalancers(context: LocatorContext): Promise<LoadBalancerDescription[]> {
  const client = context.client(ElasticLoadBalancingClient);
  return context.once('classic load balancers', () =>
    collect(paginateClassicBalancers({ client }, {}), (page) => page.LoadBalancerDescriptions),
  );
}
