import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import type { CallChannel } from './channel.js';
import { isUnimplemented } from './failures.js';

/** What a provider said it can take, in Handshake or else in Configure. */
export interface ProviderFeatures {
  readonly acceptSecrets: boolean;
  readonly acceptResources: boolean;
  readonly acceptOutputs: boolean;
  readonly supportsPreview: boolean;
}

export interface HandshakeRequest {
  readonly engineAddress: string;
  /** Where the plugin's binary lies. */
  readonly directory?: string;
}

/**
 * The first call to a fresh server. Undefined when it does not know the Handshake: then the answer to Configure says
 * what it can do.
 */
export async function handshake(
  channel: CallChannel,
  request: HandshakeRequest,
  deadlineSeconds: number,
): Promise<ProviderFeatures | undefined> {
  const message = new providerPb.ProviderHandshakeRequest()
    .setEngineAddress(request.engineAddress)
    .setConfigureWithUrn(true)
    .setInvokeWithPreview(true);
  if (request.directory !== undefined) {
    message.setRootDirectory(request.directory).setProgramDirectory(request.directory);
  }
  try {
    const response = await channel.unary('handshake', message, { deadlineSeconds });
    return {
      acceptSecrets: response.getAcceptSecrets(),
      acceptResources: response.getAcceptResources(),
      acceptOutputs: response.getAcceptOutputs(),
      // Whoever knows the Handshake must support previews.
      supportsPreview: true,
    };
  } catch (error) {
    if (isUnimplemented(error)) return undefined;
    throw error;
  }
}

/** The server's own version without a leading `v`; empty when it does not say. */
export async function pluginVersion(
  channel: CallChannel,
  deadlineSeconds: number,
): Promise<string> {
  try {
    const response = await channel.unary('getPluginInfo', new emptyPb.Empty(), { deadlineSeconds });
    return response.getVersion().replace(/^v/, '');
  } catch (error) {
    if (isUnimplemented(error)) return '';
    throw error;
  }
}
