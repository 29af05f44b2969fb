import {
  CreateListenerCommand,
  DescribeListenerAttributesCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  paginateDescribeListeners,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { fromAttributes, toAttributes, type AttributeNames } from './elbAttributes.js';
import { unlessCode } from './failure.js';
import { action, fromAction, toAction } from './listenerActions.js';
import { elbV2Tags, tagElbV2 } from './loadBalancers.js';
import type { AwsResource } from './resource.js';
import { list, number, text, type Property } from './shape.js';
import { toPairs } from './tags.js';
import { compact, need, num, objs, str, strMap } from './values.js';

const CLIENT_CERTIFICATE = 'routing.http.request.x_amzn_mtls_clientcert';
const RESPONSE = 'routing.http.response';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html */
const KEYS: Readonly<Record<string, string>> = {
  routingHttpRequestXAmznMtlsClientcertHeaderName: `${CLIENT_CERTIFICATE}.header_name`,
  routingHttpRequestXAmznMtlsClientcertIssuerHeaderName: `${CLIENT_CERTIFICATE}_issuer.header_name`,
  routingHttpRequestXAmznMtlsClientcertLeafHeaderName: `${CLIENT_CERTIFICATE}_leaf.header_name`,
  routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName: `${CLIENT_CERTIFICATE}_serial_number.header_name`,
  routingHttpRequestXAmznMtlsClientcertSubjectHeaderName: `${CLIENT_CERTIFICATE}_subject.header_name`,
  routingHttpRequestXAmznMtlsClientcertValidityHeaderName: `${CLIENT_CERTIFICATE}_validity.header_name`,
  routingHttpRequestXAmznTlsCipherSuiteHeaderName:
    'routing.http.request.x_amzn_tls_cipher_suite.header_name',
  routingHttpRequestXAmznTlsVersionHeaderName:
    'routing.http.request.x_amzn_tls_version.header_name',
  routingHttpResponseAccessControlAllowCredentialsHeaderValue: `${RESPONSE}.access_control_allow_credentials.header_value`,
  routingHttpResponseAccessControlAllowHeadersHeaderValue: `${RESPONSE}.access_control_allow_headers.header_value`,
  routingHttpResponseAccessControlAllowMethodsHeaderValue: `${RESPONSE}.access_control_allow_methods.header_value`,
  routingHttpResponseAccessControlAllowOriginHeaderValue: `${RESPONSE}.access_control_allow_origin.header_value`,
  routingHttpResponseAccessControlExposeHeadersHeaderValue: `${RESPONSE}.access_control_expose_headers.header_value`,
  routingHttpResponseAccessControlMaxAgeHeaderValue: `${RESPONSE}.access_control_max_age.header_value`,
  routingHttpResponseContentSecurityPolicyHeaderValue: `${RESPONSE}.content_security_policy.header_value`,
  routingHttpResponseStrictTransportSecurityHeaderValue: `${RESPONSE}.strict_transport_security.header_value`,
  routingHttpResponseXContentTypeOptionsHeaderValue: `${RESPONSE}.x_content_type_options.header_value`,
  routingHttpResponseXFrameOptionsHeaderValue: `${RESPONSE}.x_frame_options.header_value`,
};

const ATTRIBUTES: AttributeNames = {
  ...Object.fromEntries(
    Object.entries(KEYS).map(([name, key]) => [name, { key, kind: 'text' as const }]),
  ),
  routingHttpResponseServerEnabled: { key: `${RESPONSE}.server.enabled`, kind: 'flag' },
  tcpIdleTimeoutSeconds: { key: 'tcp.idle_timeout.seconds', kind: 'number' },
};

function listener(module: 'lb' | 'alb'): AwsResource {
  return {
    type: `aws:${module}/listener:Listener`,
    inputs: {
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES).map(([name, { kind }]): [string, Property] => [
          name,
          { kind, computed: true },
        ]),
      ),
      alpnPolicy: { ...text },
      certificateArn: { ...text },
      defaultActions: { ...list(action), required: true },
      loadBalancerArn: { ...text, required: true, replace: true },
      port: { ...number },
      protocol: { ...text, computed: true },
      sslPolicy: { ...text, computed: true },
    },
    refused: ['mutualAuthentication'],
    outputs: { arn: text },
    create: async (inputs, context) => {
      const Tags = toPairs(strMap(inputs, 'tags'));
      const { Listeners } = await context.client(ElasticLoadBalancingV2Client).send(
        new CreateListenerCommand({
          LoadBalancerArn: need(inputs, 'loadBalancerArn'),
          ...settingsOf(inputs),
          ...(Tags.length === 0 ? {} : { Tags }),
        }),
      );
      const arn = Listeners?.[0]?.ListenerArn ?? '';
      await putAttributes(arn, inputs, context);
      return arn;
    },
    read: async (id, context) => {
      const found = await describeListener(id, context);
      if (found === undefined) return undefined;
      const [{ Attributes }, tags] = await Promise.all([
        context
          .client(ElasticLoadBalancingV2Client)
          .send(new DescribeListenerAttributesCommand({ ListenerArn: id })),
        elbV2Tags(id, context),
      ]);
      return {
        properties: compact({
          ...NO_ATTRIBUTES,
          ...fromAttributes(Attributes, ATTRIBUTES),
          alpnPolicy: found.AlpnPolicy?.[0],
          arn: id,
          certificateArn: found.Certificates?.[0]?.CertificateArn,
          defaultActions: (found.DefaultActions ?? []).map(fromAction),
          loadBalancerArn: found.LoadBalancerArn,
          mutualAuthentication: compact({ mode: found.MutualAuthentication?.Mode }),
          port: found.Port,
          protocol: found.Protocol ?? '',
          sslPolicy: found.SslPolicy ?? '',
        }),
        tags,
      };
    },
    update: async (ListenerArn, { new: inputs, changed }, context) => {
      if ([...changed].some((name) => !(name in ATTRIBUTES))) {
        await context
          .client(ElasticLoadBalancingV2Client)
          .send(new ModifyListenerCommand({ ListenerArn, ...settingsOf(inputs) }));
      }
      await putAttributes(ListenerArn, inputs, context, (name) => changed.has(name));
    },
    tag: tagElbV2,
  };
}

/** What the SDK promises of a listener that has no such headers. */
const NO_ATTRIBUTES: PropertyMap = {
  ...Object.fromEntries(Object.keys(KEYS).map((name) => [name, ''])),
  routingHttpResponseServerEnabled: false,
  tcpIdleTimeoutSeconds: 0,
};

type Settings = Omit<ConstructorParameters<typeof CreateListenerCommand>[0], 'LoadBalancerArn'>;

function settingsOf(inputs: PropertyMap): Settings {
  const [certificate, alpn] = [str(inputs, 'certificateArn'), str(inputs, 'alpnPolicy')];
  return {
    DefaultActions: objs(inputs, 'defaultActions').map(toAction),
    Port: num(inputs, 'port'),
    Protocol: str(inputs, 'protocol'),
    SslPolicy: str(inputs, 'sslPolicy'),
    ...(certificate === undefined ? {} : { Certificates: [{ CertificateArn: certificate }] }),
    ...(alpn === undefined ? {} : { AlpnPolicy: [alpn] }),
  };
}

async function putAttributes(
  ListenerArn: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  const Attributes = toAttributes(inputs, ATTRIBUTES, isWanted);
  if (Attributes.length === 0) return;
  await context
    .client(ElasticLoadBalancingV2Client)
    .send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes }));
}

/** `...:listener/app/name/1/2` belongs to `...:loadbalancer/app/name/1`: one call for all listeners of that one. */
async function describeListener(arn: string, context: AwsContext): Promise<Listener | undefined> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const LoadBalancerArn = arn
    .replace(':listener/', ':loadbalancer/')
    .slice(0, arn.lastIndexOf('/') + 'loadbalancer'.length - 'listener'.length);
  const load = async (): Promise<Map<string, Listener>> => {
    const found = new Map<string, Listener>();
    for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
      for (const each of page.Listeners ?? []) found.set(each.ListenerArn ?? '', each);
    }
    return found;
  };
  return unlessCode(
    context.batch(`listeners of ${LoadBalancerArn}`, arn, load),
    'ListenerNotFoundException',
    'LoadBalancerNotFoundException',
  );
}

export const listenerResources: readonly AwsResource[] = [listener('lb'), listener('alb')];
