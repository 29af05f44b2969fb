import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { wordOf, type CommandSpec } from '../../src/cli/commandSpec.js';
import { parseCommandLine, type Invocation } from '../../src/cli/parser.js';
import { failureOf } from './rig.js';

const parse = (...argv: string[]): Invocation =>
  parseCommandLine(argv, { version: 'blackstart 1.2.3', width: 100 });

function help(...argv: string[]): string {
  const invocation = parse(...argv, '--help');
  if (invocation.kind !== 'print') throw new Error(`${argv.join(' ')} prints no help`);
  return invocation.text;
}

interface Place {
  readonly path: readonly string[];
  readonly spec: CommandSpec;
}

const all: readonly Place[] = commands.flatMap(function places(spec): Place[] {
  const below = (spec.subcommands ?? []).flatMap(places);
  const word = wordOf(spec);
  return [
    { path: [word], spec },
    ...below.map((each) => ({ ...each, path: [word, ...each.path] })),
  ];
});
const named = all.map((place) => ({ ...place, name: place.path.join(' ') }));

describe('a command line', () => {
  test.each([
    ['plan'],
    ['drift --json'],
    ['plan --sandbox demo --time-scale 0.01 --target a --target b --stage aws'],
    ['recover --yes --force --concurrency 8 --hints a.json --assume-wiped --verbose'],
    ['recover -y --schedule first-come --barrier stage'],
    ['resume'],
    ['resume 20260131-235959-1a2b --yes'],
    ['graph --format dot'],
    ['rehearse --damage 0.3 --seed 7 --keep'],
    ['rehearse --scenario killed --seed 7'],
    ['rehearse --game-day --seed 7 --time-scale 0.1'],
    ['rehearse --game-day --grade'],
    ['rehearse --game-day --grade game-day-1 --keep --drills here'],
    ['runs'],
    ['runs show 20260131-235959-1a2b --json'],
    ['sandbox create demo --time-scale 0.01 --rates'],
    ['sandbox list'],
    ['sandbox damage demo --alter a --set b=1 --fault throttle --clear-faults'],
    ['seal --sandbox demo'],
    ['version'],
    ['plan --no-color'],
  ])('%s is understood', (line) => {
    const words = line.split(' ');
    const invocation = parse(...words);
    expect(invocation.kind).toBe('run');
    const command = invocation.kind === 'run' ? invocation.command : '';
    expect(line.startsWith(command)).toBe(true);
  });

  test.each([
    ['plam', 'did you mean plan?'],
    ['recovr --yes', 'did you mean recover?'],
    ['plan --tagret x', 'did you mean --target?'],
    ['recover --jsn', 'did you mean --json?'],
    ['plan extra', '"plan" does not know "extra"'],
    ['sandbox craete demo', 'did you mean create?'],
    ['sandbox', 'create, list, show, damage, wipe'],
    ['sandbox create', 'create <name>: an argument is missing'],
    ['plan --ref', 'ref'],
    ['plan --ref a --ref b', '--ref was given more than once'],
    ['plan --time-scale fast', '--time-scale is a number above 0'],
    ['recover --concurrency -1', '--concurrency is a whole number'],
    ['graph --format svg', '--format is one of text, json, dot, mermaid'],
    ['rehearse --damage 2', '--damage is a number above 0, up to 1'],
    ['rehearse --seed 7', '--seed leaves nothing to choose'],
    ['rehearse --sandbox demo', 'sandbox'],
    ['rehearse --grade', '--grade needs --game-day'],
    ['rehearse --game-day --scenario zone', '--scenario says nothing of a game day'],
    ['rehearse --game-day --keep', '--keep says nothing before a game day is graded'],
    ['rehearse --game-day --grade --seed 7', '--seed says nothing once a game day has begun'],
    ['sandbox damage demo', 'no damage is named'],
    ['sandbox damage demo --fault throtle', 'did you mean throttle?'],
    ['sandbox damage demo --alter a', '--alter goes together with --set'],
    ['sandbox create demo --account 12', '--account is 12 digits'],
  ])('%s is refused with one clear message', async (line, message) => {
    const failure = await failureOf(() => parse(...line.split(' ')));
    expect(failure.code).toBe('usage');
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain('\n');
    expect(failure.remedy).toBeTruthy();
  });

  test('without a command gets the help, as an error', () => {
    const invocation = parse();
    expect(invocation.kind).toBe('lost');
    expect(invocation.kind === 'lost' && invocation.text).toContain('Commands:');
  });

  test('asks for the version', () => {
    expect(parse('--version')).toEqual({ kind: 'print', text: 'blackstart 1.2.3' });
  });
});

describe('the help', () => {
  test('lists every command', () => {
    const text = help();
    for (const { command, summary } of commands) {
      expect(text).toContain(`blackstart ${command}`);
      expect(text.replace(/\s+/g, ' ')).toContain(summary);
    }
    expect(text).toContain('Exit codes:');
  });

  test('of a command is also found under help', () => {
    expect(parse('help', 'plan')).toEqual(parse('plan', '--help'));
  });

  test.each(named)('of $name is complete', ({ path, spec }) => {
    const text = help(...path);
    const flat = text.replace(/\s+/g, ' ');
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const [line, what] of spec.examples) {
      expect(flat).toContain(`blackstart ${line}`);
      expect(flat).toContain(what);
    }
    for (const [option, { hidden, description }] of Object.entries(spec.options)) {
      expect(description).toBeTruthy();
      expect(text.includes(`--${option} `)).toBe(hidden !== true);
    }
    for (const positional of Object.keys(spec.positionals ?? {})) {
      expect(text).toMatch(new RegExp(`^  ${positional} `, 'm'));
    }
    for (const below of spec.subcommands ?? []) expect(text).toContain(below.command);
  });

  test.each(named)('of $name has examples that can be typed', ({ spec }) => {
    for (const [line] of spec.examples) {
      const words = line.replace(/ \|.*$/, '').match(/'[^']*'|\S+/g) ?? [];
      const invocation = parse(...words.map((word) => word.replaceAll("'", '')));
      expect(invocation.kind).toBe('run');
    }
  });

  test('fits a narrow terminal', () => {
    const invocation = parseCommandLine(['recover', '--help'], { version: '1', width: 80 });
    const text = invocation.kind === 'print' ? invocation.text : '';
    const options = text.slice(0, text.indexOf('Examples:')).split('\n');
    expect(Math.max(...options.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
