import { randomBytes } from 'node:crypto';
import type { CreateResult } from '../../model/provider.js';
import {
  makeSecret,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { Draft } from './behaviour.js';
import { contextOf } from './context.js';
import { rowOf } from './rowBehaviour.js';

type Value = { readonly id: string; readonly outputs: PropertyMap };

/** Makes a resource that lives in state only: a new value every time, stored nowhere. */
export function makeValue(draft: Draft): CreateResult {
  const inputs = revealSecrets(draft.inputs);
  const known = makers[draft.type]?.(inputs);
  const row = rowOf(draft.type);
  const context = contextOf(draft);
  const id = known?.id ?? row.id(inputs, context);
  const computed: PropertyMap = { ...row.computed?.(inputs, id, context), ...known?.outputs };
  const outputs: Record<string, PropertyValue> = { ...draft.inputs, ...computed, id };
  for (const name of row.secretOutputs ?? []) {
    const value = outputs[name];
    if (value !== undefined) outputs[name] = makeSecret(value);
  }
  return { id, outputs };
}

/** For types that no row describes. */
const makers: Readonly<Record<string, (inputs: PropertyMap) => Value>> = {
  'tls:index/privateKey:PrivateKey': (inputs) => {
    const digits = randomBytes(20).toString('hex');
    // Nothing in the simulation computes with it, so it only has the shape of a key.
    const pem = `-----BEGIN PRIVATE KEY-----\n${randomBytes(96).toString('base64')}\n-----END PRIVATE KEY-----\n`;
    return {
      id: digits,
      outputs: {
        algorithm: inputs['algorithm'] ?? 'RSA',
        privateKeyPem: makeSecret(pem),
        privateKeyPemPkcs8: makeSecret(pem),
        privateKeyOpenssh: makeSecret(pem),
        publicKeyPem: `-----BEGIN PUBLIC KEY-----\n${randomBytes(48).toString('base64')}\n-----END PUBLIC KEY-----\n`,
        publicKeyOpenssh: `ssh-rsa ${randomBytes(48).toString('base64')}`,
        publicKeyFingerprintSha256: `SHA256:${randomBytes(32).toString('base64url')}`,
      },
    };
  },
  'tls:index/selfSignedCert:SelfSignedCert': certificate,
  'tls:index/locallySignedCert:LocallySignedCert': certificate,
  'time:index/static:Static': () => {
    const rfc3339 = `${new Date().toISOString().slice(0, 19)}Z`;
    return { id: rfc3339, outputs: { rfc3339, unix: Math.floor(Date.now() / 1000) } };
  },
  'command:local:Command': () => ({
    id: `command${randomBytes(8).toString('hex')}`,
    outputs: { stdout: '', stderr: '' },
  }),
};

function certificate(inputs: PropertyMap): Value {
  const start = new Date();
  const hours = numberOf(inputs['validityPeriodHours'], 8760);
  return {
    id: randomBytes(16).toString('hex'),
    outputs: {
      certPem: `-----BEGIN CERTIFICATE-----\n${randomBytes(96).toString('base64')}\n-----END CERTIFICATE-----\n`,
      validityStartTime: start.toISOString(),
      validityEndTime: new Date(start.getTime() + hours * 3_600_000).toISOString(),
      readyForRenewal: false,
    },
  };
}

function numberOf(value: PropertyValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
