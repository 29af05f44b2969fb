import { judgeCircularity } from '../../engine/doctor/circularity.js';
import { awsConnections, configuredConnections } from '../../engine/doctor/connections.js';
import { imagesIn } from '../../engine/doctor/images.js';
import {
  judgeClusters,
  judgeCommit,
  judgeDisk,
  judgeProviders,
  judgeSecrets,
  type CommitFacts,
} from '../../engine/doctor/judgements.js';
import { identityRule } from '../../identity/catalogue/index.js';
import type { Check, Finding } from '../../model/findings.js';
import type { Plan } from '../../model/plan.js';
import { passphraseFrom } from '../../system/index.js';
import type { Context } from '../context.js';
import { awsSupports, gatherAllAws, judgeAws, OF_AWS } from './examineAws.js';
import { gatherCommit, gatherDisk, gatherSupports } from './gatherLocal.js';

/** What can be told of a system without running its programs. */
export async function examineSurroundings(
  { system, place }: Pick<Context, 'system' | 'place'>,
  sandbox: boolean,
): Promise<{ readonly findings: Finding[]; readonly commit: CommitFacts }> {
  const commit = await gatherCommit(system, !sandbox);
  const findings = sandbox
    ? [readable(system.commit)]
    : judgeCommit(system.commit, system.repository, commit);
  return { commit, findings: [...findings, judgeDisk(await gatherDisk(place.state), 0)] };
}

/** The clock alone, which may be why AWS refused what came before. */
export async function examineClock({ system }: Pick<Context, 'system'>): Promise<Finding[]> {
  const facts = await gatherAllAws(configuredConnections(system.programs));
  return judgeAws(facts, system.manifest.guards).filter(({ check }) => check === 'clock');
}

/** A sandbox is for practice: there a commit need not be pushed. */
function readable(commit: string): Finding {
  const message = `${commit.slice(0, 12)} was read; whether it is pushed matters on the live target only`;
  return { check: 'commit', level: 'ok', message };
}

/** Everything, once there is a plan. Reads only. */
export async function examine(
  context: Context,
  plan: Plan,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const { system, place, engine } = context;
  const sandbox = isSandbox(context);
  const resources = engine.declared();
  const { findings, commit } = await examineSurroundings(context, sandbox);
  const connections = sandbox ? [] : awsConnections(resources, system.programs);
  const aws = await gatherAllAws(connections);
  const supports = [...(await gatherSupports(system, commit, env)), ...awsSupports(aws)];
  return [
    ...findings.filter(({ check }) => check !== 'disk'),
    judgeDisk(await gatherDisk(place.state), resources.length),
    {
      check: 'programs',
      level: 'ok',
      message: `${system.programs.length} ran, and declare ${resources.length} resources`,
    },
    ...judgeSecrets(
      {
        passphrase: (await passphraseFrom(env)) !== undefined,
        programsWithSecrets: system.programs
          .filter(({ configSecretKeys }) => configSecretKeys.length > 0)
          .map(({ name }) => name),
      },
      resources,
      (type) => identityRule(type)?.stateOnly === true,
    ),
    ...judgeProviders(plan),
    ...judgeClusters(resources),
    ...judgeCircularity(supports, imagesIn(resources), resources),
    ...(aws.length > 0
      ? judgeAws(aws, system.manifest.guards)
      : skipped(OF_AWS, whyNoAws(sandbox))),
  ];
}

function whyNoAws(sandbox: boolean): string {
  return sandbox ? 'a sandbox has no account of AWS' : 'no resource of AWS is declared';
}

export function skipped(checks: readonly Check[], reason: string): Finding[] {
  return checks.map((check) => ({ check, level: 'skipped', message: reason }));
}

export function isSandbox({ place }: Pick<Context, 'place'>): boolean {
  return place.target !== 'live';
}
