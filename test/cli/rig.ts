import { BlackstartError } from '../../src/model/errors.js';

/** The failure with which something ends; fails the test when it does not. */
export async function failureOf(act: () => unknown): Promise<BlackstartError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BlackstartError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
