/** A page that says how a command ends. */
export interface ExitCodeClaim {
  /** Words after `blackstart`; empty where no command stands before the claim. */
  readonly words: readonly string[];
  readonly code: number;
  /** The sentence, for the message. */
  readonly text: string;
}

const COMMAND = /blackstart ([a-z-]+(?: [a-z-]+)?)/g;
const CLAIM = /exit codes? (\d+)(?: or (\d+))?/gi;

/** Every "exit code N" of a page, with the last command that stands before it. Pure. */
export function exitCodeClaims(body: string): ExitCodeClaim[] {
  const commands = [...body.matchAll(COMMAND)];
  return [...body.matchAll(CLAIM)].flatMap((claim) => {
    const before = commands.filter(({ index }) => index < claim.index).at(-1);
    const words = before?.[1]?.split(' ') ?? [];
    return [claim[1], claim[2]].flatMap((code) =>
      code === undefined ? [] : [{ words, code: Number(code), text: claim[0] }],
    );
  });
}
