/** The only way in which commands talk to the world. */
export interface Io {
  /** Results: text for people or JSON for machines. */
  readonly stdout: NodeJS.WritableStream;
  /** Progress, notices and questions. */
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  readonly colour: boolean;
  /** There is a person at a terminal who can answer. */
  readonly interactive: boolean;
  /** Aborted by the first Ctrl-C: what is in flight finishes, nothing new starts. */
  readonly stop: AbortSignal;
  /** Asks yes or no. Rejects with `interrupted` on Ctrl-C. */
  confirm(question: string): Promise<boolean>;
  /** Asks for a line of text; empty when there is no answer. Rejects with `interrupted` on Ctrl-C. */
  answer(question: string): Promise<string>;
}

export type ExitCode = 0 | 1 | 2 | 130;

/** Writes a text that ends with exactly the line end it needs. */
export function writeText(stream: NodeJS.WritableStream, text: string): void {
  if (text === '') return;
  stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function writeJson(stream: NodeJS.WritableStream, value: unknown): void {
  stream.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
