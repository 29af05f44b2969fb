import type { Finding } from '../../model/findings.js';
import type { Guards } from '../../model/system.js';
import type { AwsFacts } from './awsFacts.js';

/** Whose credentials these are. That account and region are allowed, opening the providers has shown already. */
export function judgeIdentity(facts: AwsFacts, guards: Guards): Finding {
  const { identity, place } = facts;
  const check = 'account';
  if ('failure' in identity) {
    return {
      ...{
        check,
        level: 'blocked',
        message: `AWS does not take the credentials: ${identity.failure}`,
      },
      remedy: 'Check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID), the region and the network.',
    };
  }
  const message = `${place} as ${identity.arn}`;
  if (guards.aws !== undefined)
    return { check, level: 'ok', message: `${message}; the guards allow it` };
  return {
    ...{ check, level: 'warning' },
    message: `${message}; the manifest has no guards, so any account would do`,
    remedy: 'Name accounts and regions under guards.aws in the manifest.',
  };
}

/**
 * AWS refuses a signature that is more than five minutes off:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
const REFUSED_MS = 5 * 60_000;
/** From here on the clock is not synchronised, and will get worse. */
const NOTED_MS = 60_000;

export function judgeClock({ skewMs, place }: AwsFacts): Finding {
  const check = 'clock';
  if (skewMs === undefined) {
    return { check, level: 'skipped', message: `${place} did not tell its time` };
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const message = `the clock of this machine is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} that of AWS`;
  if (seconds <= 1) return { check, level: 'ok', message: 'the clock agrees with that of AWS' };
  if (Math.abs(skewMs) < NOTED_MS) return { check, level: 'ok', message };
  return {
    check,
    level: Math.abs(skewMs) > REFUSED_MS ? 'blocked' : 'warning',
    message: `${message}, which refuses requests from 300 s on`,
    remedy: 'Synchronise it, e.g. with chrony or "timedatectl set-ntp true".',
  };
}

const MOST_NAMED = 8;

/** A simulation knows neither the names of what will be made nor every condition, so it warns and never blocks. */
export function judgePermissions({ permissions, place }: AwsFacts): Finding {
  const check = 'permissions';
  switch (permissions.kind) {
    case 'not-asked':
      return { check, level: 'skipped', message: permissions.reason };
    case 'all':
      return { check, level: 'ok', message: `the root user of ${place} may do everything` };
    case 'simulated': {
      const { asked, denied } = permissions;
      if (denied.length === 0) {
        return {
          check,
          level: 'ok',
          message: `all ${asked} actions that the plan needs are allowed`,
        };
      }
      const more = denied.length - MOST_NAMED;
      const named = `${denied.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
      return {
        ...{ check, level: 'warning' },
        message: `${denied.length} of ${asked} actions that the plan needs would be denied on any resource: ${named}`,
        remedy:
          'Allow them in a policy, unless policies do so for the names or tags that the system uses: the simulation does not know these.',
      };
    }
  }
}
