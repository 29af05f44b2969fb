import providerPb from '@pulumi/pulumi/proto/provider_pb.js';
import statusPb from '@pulumi/pulumi/proto/status_pb.js';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/model/provider.js';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';
import { toServiceError } from '../../../src/providers/serve.js';
import { fromStruct, toStruct } from '../../../src/providers/struct.js';

describe('property maps on the wire', () => {
  it('come back as they went', () => {
    const map: PropertyMap = {
      text: 'ä',
      empty: '',
      number: -1.5,
      yes: true,
      nothing: null,
      list: [1, [], { a: null }],
      secret: makeSecret({ key: UNKNOWN }),
      constructor: 'a key like any other',
    };
    expect(fromStruct(toStruct(map))).toEqual(map);
  });

  it('leave out what is undefined, and are empty when missing', () => {
    expect(fromStruct(toStruct({ a: undefined } as unknown as PropertyMap))).toEqual({});
    expect(fromStruct(undefined)).toEqual({});
  });
});

describe('errors on the wire', () => {
  it('carry what exists all the same', () => {
    const error = toServiceError(
      new ProviderError('not ready', 'UNKNOWN', {
        id: 'i-1',
        outputs: { a: 1 },
        inputs: { b: 2 },
        reasons: ['slow'],
      }),
    );
    const [bytes] = error.metadata!.get('grpc-status-details-bin') as Buffer[];
    const [detail] = statusPb.Status.deserializeBinary(bytes!).getDetailsList();
    expect(detail?.getTypeName()).toBe('pulumirpc.ErrorResourceInitFailed');
    const failed = providerPb.ErrorResourceInitFailed.deserializeBinary(detail!.getValue_asU8());
    expect(failed.getId()).toBe('i-1');
    expect(fromStruct(failed.getProperties())).toEqual({ a: 1 });
    expect(failed.getReasonsList()).toEqual(['slow']);
  });

  it('have the status of a provider error, or none in particular', () => {
    expect(toServiceError(new ProviderError('gone', 'NOT_FOUND'))).toMatchObject({ code: 5 });
    expect(toServiceError(new Error('oops'))).toMatchObject({ code: 2, details: 'oops' });
  });
});
