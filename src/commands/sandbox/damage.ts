import { stateFolder } from '../../journal/index.js';
import type { Sandbox } from '../../providers/simulated/sandbox.js';
import { plural, resourceLabel } from '../../report/index.js';
import { writeText, type ExitCode, type Io } from '../io.js';
import { resolveSandbox, withSandbox } from '../sandboxes.js';
import { planDamage, type Damage, type DamageOptions } from './damageOptions.js';

const SHOWN = 20;

/** Deletes and alters behind everybody's back, and makes the simulated cloud misbehave. */
export function runDamageSandbox(options: DamageOptions, io: Io): Promise<ExitCode> {
  const damage = planDamage(options);
  const state = stateFolder(io.env);
  const place = resolveSandbox(options.name, state);
  return withSandbox(place, state, (sandbox) => {
    writeText(io.stdout, doDamage(sandbox, damage, options).join('\n'));
    return 0;
  });
}

function doDamage(sandbox: Sandbox, damage: Damage, options: DamageOptions): string[] {
  const { clean, seed } = options;
  const lines: string[] = [];
  if (damage.clearFaults) {
    lines.push(`cleared ${plural(sandbox.settings.faults.length, 'fault')}`);
    sandbox.clearFaults();
  }
  for (const fault of damage.faults) {
    sandbox.addFault(fault);
    lines.push(`added fault ${fault.kind} for ${fault.match}`);
  }
  for (const pattern of damage.alter) {
    let altered: ReturnType<Sandbox['alter']> = [];
    for (const { path, value } of damage.changes) altered = sandbox.alter(pattern, path, value);
    lines.push(...listing('altered', pattern, altered));
  }
  for (const pattern of damage.delete) {
    lines.push(...listing('deleted', pattern, sandbox.deleteMatching(pattern, { clean })));
  }
  if (damage.random !== undefined) {
    const what = `${Math.round(damage.random * 100)} % at random (seed ${seed})`;
    lines.push(...listing('deleted', what, sandbox.deleteFraction(damage.random, seed, { clean })));
  }
  return lines;
}

function listing(
  verb: string,
  what: string,
  records: readonly { readonly urn?: string; readonly type: string; readonly id: string }[],
): string[] {
  const names = records.map(({ urn, type, id }) =>
    urn === undefined || urn === '' ? `${type} ${id}` : resourceLabel(urn),
  );
  return [
    `${verb} ${plural(records.length, 'resource')}: ${what}`,
    ...names.slice(0, SHOWN).map((name) => `  ${name}`),
    ...(names.length > SHOWN ? [`  and ${names.length - SHOWN} more`] : []),
  ];
}
