import { describe, expect, it } from 'vitest';
import { BlackstartError, messageOf } from '../../src/model/errors.js';

describe('BlackstartError', () => {
  it('carries all that a person needs', () => {
    const cause = new Error('ENOENT');
    const error = new BlackstartError({
      code: 'manifest-invalid',
      message: 'the manifest cannot be read',
      operation: 'read the manifest',
      urn: 'urn',
      remedy: 'Look at line 3.',
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'BlackstartError',
      code: 'manifest-invalid',
      message: 'the manifest cannot be read',
      operation: 'read the manifest',
      urn: 'urn',
      remedy: 'Look at line 3.',
    });
    expect(error.cause).toBe(cause);
  });

  it('has no cause when none was given', () => {
    const error = new BlackstartError({ code: 'internal', message: 'm' });
    expect('cause' in error).toBe(false);
    expect(error.remedy).toBeUndefined();
  });
});

describe('messageOf', () => {
  it('takes the message of errors and the text of anything else', () => {
    expect(messageOf(new TypeError('bad'))).toBe('bad');
    expect(messageOf('text')).toBe('text');
    expect(messageOf(undefined)).toBe('undefined');
    expect(messageOf(42)).toBe('42');
  });
});
