import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askPermissions } from '../../src/engine/doctor/aws/askPermissions.js';
import { AwsClients } from '../../src/model/aws/clients.js';
import { parseConnection } from '../../src/model/aws/connection.js';

/** moto simulates no policies: this answers as IAM does, in two pages, and denies what the second one holds. */
const ANSWERS: Readonly<Record<string, (asked: URLSearchParams) => string>> = {
  GetRole: () =>
    `<GetRoleResponse><GetRoleResult><Role><Arn>arn:aws:iam::1:role/team/deploy</Arn></Role></GetRoleResult></GetRoleResponse>`,
  SimulatePrincipalPolicy: (asked) => {
    const second = asked.get('Marker') === 'next';
    const [action, decision, more] = second
      ? ['ec2:CreateVpc', 'implicitDeny', '<IsTruncated>false</IsTruncated>']
      : ['sqs:CreateQueue', 'allowed', '<IsTruncated>true</IsTruncated><Marker>next</Marker>'];
    return `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults><member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member></EvaluationResults>${more}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
  },
};

it('has IAM simulate what the plan needs for the role behind a session', async () => {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push(form);
      response.end(ANSWERS[form.get('Action') ?? '']?.(form));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const parsed = parseConnection({
      ...{ region: 'eu-west-1', accessKey: 'a', secretKey: 'b', maxRetries: 1 },
      endpoints: [{ iam: `http://127.0.0.1:${port}` }],
    });
    if ('failures' in parsed) throw new Error('the connection is not understood');
    const clients = new AwsClients(parsed.connection);
    const session = 'arn:aws:sts::1:assumed-role/deploy/me';
    const actions = ['ec2:CreateVpc', 'sqs:CreateQueue'];
    expect(await askPermissions(clients, session, actions)).toEqual({
      ...{ kind: 'simulated', asked: 2, denied: ['ec2:CreateVpc'] },
    });
    expect(asked[1]?.get('PolicySourceArn')).toBe('arn:aws:iam::1:role/team/deploy');
    expect(asked[1]?.get('ActionNames.member.1')).toBe('ec2:CreateVpc');

    const before = asked.length;
    expect(await askPermissions(clients, 'arn:aws:iam::1:root', actions)).toEqual({ kind: 'all' });
    expect(await askPermissions(clients, session, [])).toMatchObject({ kind: 'not-asked' });
    expect(asked).toHaveLength(before);
  } finally {
    server.close();
  }
});
