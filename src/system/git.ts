import { simpleGit, type SimpleGit } from 'simple-git';

/** No output for this long means that the other side is gone. */
const SILENCE_MS = 120_000;

/** What the user may have set for reaching a repository; everything else about Git in the environment is left out. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
  'GIT_PROXY_COMMAND',
  'GIT_SSL_CAINFO',
  'GIT_SSL_NO_VERIFY',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_ALLOW_PROTOCOL',
  'GIT_TRACE',
]);

/** Settings that keep the user's hooks, monitors and line-end habits out of a checkout. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'advice.detachedHead=false',
  'gc.auto=0',
  'maintenance.auto=false',
];

/**
 * Git in a folder. Never asks on the terminal, takes no locks it could do without and runs none of the user's hooks.
 * The guards of simple-git are against options from strangers; here they all come from the user's own environment
 * and from this layer.
 */
export function gitIn(folder: string, signal?: AbortSignal): SimpleGit {
  const environment = gitEnvironment();
  return simpleGit({
    baseDir: folder,
    config: SETTINGS,
    timeout: { block: SILENCE_MS },
    allowEnvironment: Object.keys(environment),
    unsafe: {
      allowUnsafeAlias: true,
      allowUnsafeAskPass: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeFilter: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGitProxy: true,
      allowUnsafeHooksPath: true,
      allowUnsafeInclude: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeSshCommand: true,
      allowUnsafeTemplateDir: true,
      allowUnsafeUrlRewrite: true,
    },
    ...(signal === undefined ? {} : { abort: signal }),
  }).env(environment);
}

function gitEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    const ofGit = /^(GIT|EDITOR$|PAGER$|PREFIX$|VISUAL$)/i.test(key);
    const passedOn = PASSED_ON.has(key) || /^GIT_CONFIG_(KEY|VALUE)_\d+$/.test(key);
    if (value !== undefined && (!ofGit || passedOn)) environment[key] = value;
  }
  return { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
