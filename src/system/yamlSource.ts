import { isAlias, isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

export type DataPath = readonly PropertyKey[];

export interface Problem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly path: DataPath;
  readonly problem: string;
}

/** A parsed YAML file that knows where each of its values stands. */
export class YamlSource {
  private readonly counter = new LineCounter();
  readonly document: Document.Parsed;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.counter, prettyErrors: false });
  }

  /** What keeps the text from being YAML: syntax errors, keys given twice. */
  syntaxProblems(): Problem[] {
    return this.document.errors.map((error) => ({
      ...this.positionOf(error.pos[0]),
      path: [],
      problem: error.message,
    }));
  }

  toData(): unknown {
    return this.document.toJS({ maxAliasCount: 1000 });
  }

  /**
   * Where the value at a path stands, or where the deepest part of the path that exists stands.
   * With `key`, where the name of that key stands in the map at the path.
   */
  locate(path: DataPath, key?: string): { line: number; column: number } {
    let node: unknown = this.document.contents;
    let offset = startOf(node) ?? 0;
    for (const step of key === undefined ? path : [...path, key]) {
      if (isAlias(node)) node = node.resolve(this.document);
      if (isMap(node)) {
        const pair = node.items.find((item) => keyText(item.key) === String(step));
        if (pair === undefined) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
        node = node.items[step];
        offset = startOf(node) ?? offset;
      } else break;
    }
    return this.positionOf(offset);
  }

  private positionOf(offset: number): { line: number; column: number } {
    const { line, col } = this.counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? (node.range[0] as number) : undefined;
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key
    ? String(key.value)
    : String(key);
}

/** `programs[1].stages[0].match`; the root is `(root)`. */
export function formatPath(path: DataPath): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  return text === '' ? '(root)' : text.replace(/^\./, '');
}
