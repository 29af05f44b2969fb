import { expect, it } from 'vitest';
import { commandLine } from '../../../src/providers/ansible/ansibleRunner.js';
import type { PlaybookRequest } from '../../../src/model/hosts.js';

const request = (limit: string | undefined, more: Partial<PlaybookRequest>): PlaybookRequest => ({
  declaration: {
    ...{ name: 'web', playbook: 'ansible/web.yml', inventory: ['ansible/hosts'], stage: 'aws' },
    ...{ configures: [], timeout: 60, environment: {} },
    ...(limit === undefined ? {} : { limit }),
  },
  ...{ variables: new Map(), without: [], expectedSeconds: 1 },
  stop: new AbortController().signal,
  ...more,
});
const limitOf = (limit: string | undefined, more: Partial<PlaybookRequest> = {}): unknown => {
  const line = commandLine(request(limit, more), undefined, '/root');
  return line.includes('--limit') ? line[line.indexOf('--limit') + 1] : undefined;
};

it('limits a playbook to what was declared, less what is missing, or to the hosts that are meant', () => {
  expect(limitOf(undefined)).toBeUndefined();
  expect(limitOf('web')).toBe('web');
  expect(limitOf('web', { without: ['b'] })).toBe('web:!b');
  expect(limitOf(undefined, { without: ['a', 'b'] })).toBe('all:!a:!b');
  expect(limitOf('web', { only: ['a', 'b'] })).toBe('a:b');
});

it('puts the inventory of variables last, where it is believed', () => {
  expect(commandLine(request(undefined, {}), '/tmp/v.json', '/root')).toEqual([
    ...['--inventory', '/root/ansible/hosts', '--inventory', '/tmp/v.json'],
    '/root/ansible/web.yml',
  ]);
});
