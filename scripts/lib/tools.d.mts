export const CONTROL_PLANE_TOOLS: readonly string[];
export const TOOL_NAMES: readonly string[];

/** There is no Go toolchain, and what was asked for has not been built before. */
export class NoGoToolchainError extends Error {}

/** Where the program is, or is going to be. */
export function toolPath(name: string): string;

export function toolsBuilt(names?: readonly string[]): boolean;

/** Whether `ensureTools` could hand all of these out: they are built already, or Go is there to build them. */
export function toolsObtainable(names?: readonly string[]): boolean;

/** Builds what is missing, one after the other, and answers with the path of each. */
export function ensureTools(
  names?: readonly string[],
  log?: (line: string) => void,
): Promise<Record<string, string>>;
