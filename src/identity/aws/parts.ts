import type { LiveThing } from '../../model/inventory.js';
import type { LocatorContext } from './context.js';
import { iamDetails } from './iam.js';
import { routeTables } from './network.js';
import { rules } from './securityGroups.js';

interface Parts {
  readonly ofType: string;
  list(context: LocatorContext): Promise<readonly LiveThing[]>;
}

const GROUP = 'aws:ec2/securityGroup:SecurityGroup';
const TABLE = 'aws:ec2/routeTable:RouteTable';
const ROLE = 'aws:iam/role:Role';

/** What people add to a whole without any tag: no index of tags tells of it, the lists of the locators do. */
const PARTS: readonly Parts[] = [
  {
    ofType: GROUP,
    list: async (context) =>
      (await rules(context)).map(({ SecurityGroupRuleId = '', GroupId = '', IsEgress }) => {
        const [name, property] =
          IsEgress === true ? ['Egress', 'egress'] : (['Ingress', 'ingress'] as const);
        return {
          type: `aws:vpc/securityGroup${name}Rule:SecurityGroup${name}Rule`,
          id: SecurityGroupRuleId,
          aliases: [],
          partOf: { type: GROUP, id: GroupId, property },
        };
      }),
  },
  {
    ofType: TABLE,
    list: async (context) =>
      (await routeTables(context)).flatMap(({ RouteTableId = '', Routes = [] }) =>
        Routes.filter(
          // The local route comes with the table, others with a gateway endpoint or by propagation.
          ({ GatewayId = '', Origin }) =>
            Origin === 'CreateRoute' && GatewayId !== 'local' && !GatewayId.startsWith('vpce-'),
        ).map((route) => {
          const destination =
            route.DestinationCidrBlock ??
            route.DestinationIpv6CidrBlock ??
            route.DestinationPrefixListId ??
            '';
          return {
            type: 'aws:ec2/route:Route',
            id: `${RouteTableId}_${destination}`,
            aliases: [],
            partOf: { type: TABLE, id: RouteTableId, property: 'routes' },
          };
        }),
      ),
  },
  {
    ofType: ROLE,
    list: async (context) =>
      (await iamDetails(context)).roles.flatMap(
        ({ RoleName = '', AttachedManagedPolicies = [], RolePolicyList = [] }) => [
          ...AttachedManagedPolicies.map(({ PolicyArn = '' }) => ({
            type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
            id: `${RoleName}/${PolicyArn}`,
            aliases: [],
            partOf: { type: ROLE, id: RoleName, property: 'managedPolicyArns' },
          })),
          ...RolePolicyList.map(({ PolicyName = '' }) => ({
            type: 'aws:iam/rolePolicy:RolePolicy',
            id: `${RoleName}:${PolicyName}`,
            aliases: [],
            partOf: { type: ROLE, id: RoleName, property: 'inlinePolicies' },
          })),
        ],
      ),
  },
];

/** The parts of all wholes of these types; where a locator has asked in this pass, without asking again. */
export async function awsParts(
  types: ReadonlySet<string>,
  context: LocatorContext,
): Promise<LiveThing[]> {
  const wanted = PARTS.filter(({ ofType }) => types.has(ofType));
  return (await Promise.all(wanted.map((parts) => parts.list(context)))).flat();
}
