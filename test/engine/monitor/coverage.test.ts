import { readFileSync, writeFileSync } from 'node:fs';
import monitorService from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import proto from '@pulumi/pulumi/proto/resource_pb.js';
import { describe, expect, it } from 'vitest';
import {
  CALL,
  CALLS,
  INVOKE,
  READ_RESOURCE,
  REFUSED_OPTIONS,
  REGISTER_RESOURCE,
  type CoverageRow,
} from '../../../src/engine/monitor/coverage.js';
import { protocolDocument } from '../../../src/engine/monitor/protocolDocument.js';

/** The fields of a message as its generated class has them: `getReplaceWithList` is `replacewith`. */
function fieldsOf(message: { prototype: object }): string[] {
  return Object.getOwnPropertyNames(message.prototype)
    .filter((name) => name.startsWith('get'))
    .map((name) =>
      name
        .slice('get'.length)
        .replace(/(List|Map)$/, '')
        .toLowerCase(),
    )
    .sort();
}
const names = (rows: readonly CoverageRow[]): string[] => rows.map(({ field }) => field).sort();

describe('the tables name exactly what the installed SDK can send', () => {
  it.each([
    ['RegisterResource', proto.RegisterResourceRequest, REGISTER_RESOURCE],
    ['ReadResource', proto.ReadResourceRequest, READ_RESOURCE],
    ['Invoke', proto.ResourceInvokeRequest, INVOKE],
    ['Call', proto.ResourceCallRequest, CALL],
  ] as const)('in %s', (_name, message, rows) => {
    expect(fieldsOf(message).length).toBeGreaterThan(10);
    expect(names(rows)).toEqual(fieldsOf(message));
  });

  it('in the calls of the service', () => {
    expect(names(CALLS)).toEqual(Object.keys(monitorService.ResourceMonitorService).sort());
  });

  it('in the moments at which a hook can run', () => {
    const moments = fieldsOf(proto.RegisterResourceRequest.ResourceHooksBinding);
    expect(moments).toEqual([
      'aftercreate',
      'afterdelete',
      'afterupdate',
      'beforecreate',
      'beforedelete',
      'beforeupdate',
      'onerror',
    ]);
  });

  it('each once, with an option and a reason', () => {
    for (const rows of [REGISTER_RESOURCE, READ_RESOURCE, INVOKE, CALL, CALLS]) {
      expect(new Set(names(rows)).size).toBe(rows.length);
      for (const { field, option, how } of rows) {
        expect(option, field).not.toBe('');
        expect(how, field).not.toBe('');
      }
    }
  });
});

describe('what is refused', () => {
  /** An option inside of another one is refused by a call of its own. */
  const NESTED: Readonly<Record<string, string>> = { 'hooks.onError': 'registerErrorHook' };

  it('in the table of registrations is refused by name, and the other way round', () => {
    const rows = REGISTER_RESOURCE.filter(({ treatment }) => treatment === 'refused');
    const options = REFUSED_OPTIONS.map(({ name }) => name).filter((name) => !(name in NESTED));
    expect(options.map((name) => name.toLowerCase()).sort()).toEqual(names(rows));
  });

  it('as a part of an option has a call that is refused as well', () => {
    const nested = REFUSED_OPTIONS.map(({ name }) => name).filter((name) => name.includes('.'));
    expect(nested).toEqual(Object.keys(NESTED));
    for (const name of nested) {
      const call = CALLS.find(({ field }) => field === NESTED[name]);
      expect(call?.treatment, name).toBe('refused');
    }
  });
});

/** Rewrite the page with `UPDATE_DOCS=1 npx vitest run test/engine/monitor/coverage.test.ts`. */
it('docs/protocol.md is what the tables say', () => {
  const page = new URL('../../../docs/protocol.md', import.meta.url);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, protocolDocument());
  expect(readFileSync(page, 'utf8')).toBe(protocolDocument());
});
