import { createColours } from '../text/colours.js';
import { formatSeconds, isoTime, paceOf, plural } from '../text/format.js';

/** All that people are told at the start of a game day. */
export interface Invitation {
  /** Of the game and of its sandbox. */
  readonly name: string;
  readonly system: string;
  readonly commit: string;
  /** Words that every command needs to mean the same commit; none for what stands in the current repository. */
  readonly options: readonly string[];
  /** That were there when all was well. */
  readonly resources: number;
  readonly timeScale: number;
  readonly targetSeconds: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What somebody who is called gets: where, what, how to begin, and that the clock runs. Nothing of what happened. */
export function renderInvitation(
  invitation: Invitation,
  { colour }: { readonly colour: boolean },
): string {
  const { strong } = createColours(colour);
  const { name, system, commit, options, resources, timeScale, targetSeconds } = invitation;
  const more = options.map((word) => ` ${quoted(word)}`).join('');
  const row = (key: string, text: string): string => `  ${key.padEnd(10)} ${text}`;
  return `${[
    strong(`Game day of ${system}: something is wrong with it. Nobody says what.`),
    row('target', `sandbox ${name}`),
    row(
      'system',
      `${system} at ${commit.slice(0, 12)}, ${plural(resources, 'resource')} while all was well`,
    ),
    row('objective', `${formatSeconds(targetSeconds)} at real speed`),
    row('speed', `${paceOf(timeScale)} as real time; your own time counts as it is`),
    row('the clock', `runs since ${isoTime(invitation.startedAt)}`),
    '',
    'Begin with the runbooks, in this terminal or another one on this machine:',
    `  blackstart plan --sandbox ${name}${more}`,
    `  blackstart recover --sandbox ${name}${more}`,
    'It is over when this ends with exit code 0:',
    `  blackstart drift --sandbox ${name}${more}`,
    'Then, and only then, since it says what had happened:',
    `  blackstart rehearse --game-day --grade ${name}`,
  ].join('\n')}\n`;
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
