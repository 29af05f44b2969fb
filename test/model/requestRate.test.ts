import { describe, expect, it } from 'vitest';
import { limitRequests, type RequestRates } from '../../src/model/aws/requestRate.js';

type Step = (args: unknown) => Promise<unknown>;
type Middleware = (next: Step, context: { readonly commandName?: string }) => Step;

/** The middleware that a client is given, and how often each bucket was drawn from. */
function limited(): { call: (commandName: string) => Promise<unknown>; drawn: string[] } {
  const drawn: string[] = [];
  const bucket = (name: string) => ({ take: () => Promise.resolve(void drawn.push(name)) });
  const rates = { reads: bucket('reads'), writes: bucket('writes') } as unknown as RequestRates;
  let middleware: Middleware | undefined;
  limitRequests({ middlewareStack: { add: (added: Middleware) => (middleware = added) } }, rates);
  const next: Step = (args) => Promise.resolve(args);
  return { call: (commandName) => middleware!(next, { commandName })('answer'), drawn };
}

describe('the limit on requests', () => {
  it('counts questions and changes apart', async () => {
    const { call, drawn } = limited();
    await call('DescribeVpcsCommand');
    await call('CreateVpcCommand');
    await call('ListQueuesCommand');
    await call('PutBucketPolicyCommand');
    expect(drawn).toEqual(['reads', 'writes', 'reads', 'writes']);
  });

  it('passes on what it is given', async () => {
    expect(await limited().call('GetRoleCommand')).toBe('answer');
  });
});
