#!/usr/bin/env node
/**
 * Holds src/ to its layers: `node scripts/checkLayers.mjs [FOLDER]`. Prints its rooms with their sizes, then every
 * violation as `file:line: what is wrong`, and exits with 1 if there is one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import ts from 'typescript';

const MAX_LINES = 450;

/** What each room may import from besides itself, top layer first. Rooms of one layer do not know each other. */
const MAY_IMPORT = {
  cli: ['commands', 'report', 'model'],
  commands: ['engine', 'providers', 'identity', 'journal', 'system', 'report', 'model'],
  engine: ['providers', 'identity', 'journal', 'system', 'report', 'model'],
  report: ['journal', 'model'],
  providers: ['model'],
  identity: ['model'],
  journal: ['model'],
  system: ['model'],
  model: [],
};

/** Rooms that talk to people. */
const TALKING_ROOMS = new Set(['cli', 'commands']);

/** Files elsewhere that are programs of their own, started as a process by somebody who reads what they print. */
const MAINS = new Set([
  'providers/mainProcess.ts',
  'providers/aws/printCoverage.ts',
  'providers/simulated/main.ts',
]);

const folder = resolve(process.argv[2] ?? 'src');
const files = sourceFiles(folder);
const violations = files.flatMap((file) => violationsOf(file));

console.log(sizeTable(files));
for (const { path, line, problem } of violations) {
  console.error(`${relative(process.cwd(), join(folder, path))}:${line}: ${problem}`);
}
console.log(
  violations.length === 0
    ? 'Layers: every import goes downwards.'
    : `Layers: ${violations.length} ${violations.length === 1 ? 'violation' : 'violations'}.`,
);
process.exitCode = violations.length === 0 ? 0 : 1;

function sourceFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => {
      const absolute = join(entry.parentPath, entry.name);
      const path = relative(root, absolute).split(sep).join('/');
      const text = readFileSync(absolute, 'utf8');
      return { path, room: roomOf(path), text, lines: text.replace(/\n$/, '').split('\n').length };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The first folder of a path below src/; a file that lies in src/ itself has none. */
function roomOf(path) {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
}

function violationsOf(file) {
  const found = [];
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const report = (position, problem) => {
    const line = tree.getLineAndCharacterOfPosition(position).line + 1;
    found.push({ path: file.path, line, problem });
  };

  if (file.room === undefined || !(file.room in MAY_IMPORT)) {
    const rooms = Object.keys(MAY_IMPORT).join(', ');
    report(
      0,
      `lies in none of the rooms ${rooms}: move it, or give its room a place in the layers`,
    );
  }
  if (file.lines > MAX_LINES) {
    found.push({
      path: file.path,
      line: MAX_LINES + 1,
      problem: `${file.lines} lines, at most ${MAX_LINES}: split it by what it decides or does`,
    });
  }

  const mayTalk = TALKING_ROOMS.has(file.room) || MAINS.has(file.path);
  const visit = (node) => {
    const specifier = importedBy(node);
    if (specifier !== undefined) {
      const problem = importProblem(file, specifier.text);
      if (problem !== undefined) report(specifier.getStart(tree), problem);
    }
    const outlet = mayTalk ? undefined : outletUsedBy(node);
    if (outlet !== undefined) {
      report(
        node.getStart(tree),
        `${outlet} is for cli and commands: emit an event or throw a BlackstartError`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The string that names the module which a node imports, in whichever form it does. */
function importedBy(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return stringOf(node.moduleSpecifier);
  }
  if (ts.isExternalModuleReference(node)) return stringOf(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return stringOf(node.argument.literal);
  }
  if (ts.isCallExpression(node)) {
    const callee = node.expression;
    const imports =
      callee.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(callee) && callee.text === 'require');
    return imports ? stringOf(node.arguments[0]) : undefined;
  }
  return undefined;
}

function stringOf(node) {
  return node !== undefined && ts.isStringLiteralLike(node) ? node : undefined;
}

function importProblem(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = relative(folder, resolve(folder, dirname(file.path), specifier));
  const path = target.split(sep).join('/');
  if (path.startsWith('..')) return `imports ${specifier}, which lies outside src`;
  const room = roomOf(path);
  if (room === undefined) return `imports ${specifier}, which lies in no room`;
  const allowed = MAY_IMPORT[file.room];
  if (room === file.room || allowed === undefined || allowed.includes(room)) return undefined;
  const may = allowed.length === 0 ? 'from no other room' : `from ${allowed.join(', ')} only`;
  return `${file.room} imports from ${room} (${specifier}); it may import ${may}`;
}

/** The way out to a terminal that a node uses, if it does. */
function outletUsedBy(node) {
  if (ts.isPropertyAccessExpression(node)) {
    const base = node.expression;
    if (!ts.isIdentifier(base)) return undefined;
    if (base.text === 'console') return `console.${node.name.text}`;
    const stream = ['stdout', 'stderr'].includes(node.name.text);
    return base.text === 'process' && stream ? `process.${node.name.text}` : undefined;
  }
  if (ts.isImportSpecifier(node)) {
    const name = (node.propertyName ?? node.name).text;
    const from = node.parent.parent.parent.moduleSpecifier.text;
    const taken = ['stdout', 'stderr'].includes(name) && /^(node:)?process$/.test(from);
    return taken ? `process.${name}` : undefined;
  }
  return undefined;
}

function sizeTable(all) {
  const rooms = new Map(Object.keys(MAY_IMPORT).map((room) => [room, { files: 0, lines: 0 }]));
  for (const { room, lines } of all) {
    const name = room ?? '(none)';
    const size = rooms.get(name) ?? { files: 0, lines: 0 };
    rooms.set(name, { files: size.files + 1, lines: size.lines + lines });
  }
  const total = { files: all.length, lines: all.reduce((sum, { lines }) => sum + lines, 0) };
  const rows = [...rooms, ['all', total]].map(([room, size]) => [room, size.files, size.lines]);
  return [['room', 'files', 'lines'], ...rows]
    .map(([room, count, lines]) => {
      return `${room.padEnd(12)}${String(count).padStart(6)}${String(lines).padStart(8)}`;
    })
    .join('\n');
}
