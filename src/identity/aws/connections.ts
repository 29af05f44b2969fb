import {
  EC2Client,
  paginateDescribeTransitGateways,
  paginateDescribeTransitGatewayVpcAttachments,
  paginateDescribeVpcPeeringConnections,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** What joins VPCs. Each shows for hours after its end. */
export const connectionLocators: readonly Locator[] = [
  {
    types: ['aws:ec2/vpcPeeringConnection:VpcPeeringConnection'],
    list: async (context) =>
      (await peerings(context)).map((peering): Found => ({
        id: peering.VpcPeeringConnectionId ?? '',
        tags: tagsFrom(peering.Tags),
        keys: {
          vpcId: peering.RequesterVpcInfo?.VpcId,
          peerVpcId: peering.AccepterVpcInfo?.VpcId,
        },
        ...deathOf(peering.Status?.Code ?? ''),
      })),
  },
  {
    // It is the acceptance, not the connection: until somebody accepts there is none.
    types: ['aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter'],
    list: async (context) =>
      (await peerings(context))
        .filter(({ Status }) => Status?.Code === 'active' || Status?.Code === 'provisioning')
        .map(({ VpcPeeringConnectionId = '', Tags }) => ({
          id: VpcPeeringConnectionId,
          tags: tagsFrom(Tags),
        })),
  },
  {
    types: ['aws:ec2transitgateway/transitGateway:TransitGateway'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const gateways = await context.once('transit gateways', () =>
        collect(paginateDescribeTransitGateways({ client }, {}), (page) => page.TransitGateways),
      );
      return gateways.map(({ TransitGatewayId = '', State = '', Tags }) => ({
        id: TransitGatewayId,
        tags: tagsFrom(Tags),
        ...deathOf(State),
      }));
    },
  },
  {
    types: ['aws:ec2transitgateway/vpcAttachment:VpcAttachment'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const attachments = await context.once('transit gateway attachments', () =>
        collect(
          paginateDescribeTransitGatewayVpcAttachments({ client }, {}),
          (page) => page.TransitGatewayVpcAttachments,
        ),
      );
      return attachments.map((attachment) => ({
        id: attachment.TransitGatewayAttachmentId ?? '',
        tags: tagsFrom(attachment.Tags),
        keys: { transitGatewayId: attachment.TransitGatewayId, vpcId: attachment.VpcId },
        ...deathOf(attachment.State ?? ''),
      }));
    },
  },
];

const DEAD = ['deleted', 'deleting', 'expired', 'failed', 'failing', 'rejected', 'rejecting'];

/** None of them has a name that would have to be free first. */
function deathOf(state: string): Pick<Found, 'dead'> {
  return DEAD.includes(state) ? { dead: { condition: state, remedy: 'none' } } : {};
}

function peerings(context: LocatorContext): Promise<VpcPeeringConnection[]> {
  const client = context.client(EC2Client);
  return context.once('peerings', () =>
    collect(
      paginateDescribeVpcPeeringConnections({ client }, {}),
      (page) => page.VpcPeeringConnections,
    ),
  );
}
