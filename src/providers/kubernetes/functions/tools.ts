import { execFile } from 'node:child_process';
import { messageOf } from '../../../model/errors.js';
import { ProviderError } from '../../../model/provider.js';

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 256 * 1024 * 1024;

/** A tool that is needed and is not on this machine. */
export class ToolMissing extends ProviderError {
  constructor(
    readonly tool: string,
    purpose: string,
  ) {
    super(
      `${purpose} needs ${tool}, which is not installed on this machine`,
      'FAILED_PRECONDITION',
    );
    this.name = 'ToolMissing';
  }
}

/** Runs a tool and gives what it prints. Throws ToolMissing, or a ProviderError with the tool's own last words. */
export function runTool(
  tool: string,
  args: readonly string[],
  options: { readonly purpose: string; readonly stdin?: string; readonly signal: AbortSignal },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      tool,
      [...args],
      { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT, signal: options.signal },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === 'ENOENT') reject(new ToolMissing(tool, options.purpose));
        else {
          const said = stderr.trim().split('\n').slice(-5).join('\n') || messageOf(error);
          const message = `${options.purpose}: ${tool} failed: ${said}`;
          reject(new ProviderError(message, 'UNKNOWN', undefined, { cause: error }));
        }
      },
    );
    // A tool that is not there, or ends early, does not read.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
  });
}
