/**
 * Lets `require` load TypeScript in the program's own files, and leaves every package alone: that is what makes it
 * faster than a loader which looks at all modules. Results are kept by the hash of their source.
 */
import crypto = require('node:crypto');
import fs = require('node:fs');
import Module = require('node:module');
import path = require('node:path');

interface CompiledModule {
  _compile(code: string, file: string): void;
}
type Extensions = Record<string, (module: CompiledModule, file: string) => void>;

const cacheFolder = process.env['BLACKSTART_TRANSPILE_CACHE'];
const extensions = (Module as unknown as { _extensions: Extensions })._extensions;

for (const extension of ['.ts', '.cts', '.mts']) {
  extensions[extension] = (module, file) => {
    module._compile(transpiled(file), file);
  };
}
mapOwnSourcesOnly();

function transpiled(file: string): string {
  const source = fs.readFileSync(file, 'utf8');
  const tsconfig = nearestTsconfig(path.dirname(file));
  const key = crypto
    .createHash('sha256')
    .update([process.version, path.basename(file), tsconfig ?? '', source].join('\0'))
    .digest('hex');
  const cached = cacheFolder === undefined ? undefined : path.join(cacheFolder, `${key}.cjs`);
  if (cached !== undefined && fs.existsSync(cached)) return fs.readFileSync(cached, 'utf8');
  // Loaded only when something is not in the cache: it starts a process of its own.
  const esbuild = require('esbuild') as typeof import('esbuild');
  const { code } = esbuild.transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    target: `node${process.versions.node}`,
    sourcefile: path.basename(file),
    sourcemap: 'inline',
    sourcesContent: false,
    ...(tsconfig === undefined ? {} : { tsconfigRaw: tsconfig }),
  });
  if (cached !== undefined) keep(cached, code);
  return code;
}

/** Another process may be at the same file: written aside and renamed, so that nobody reads half of it. */
function keep(file: string, code: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, code);
    fs.renameSync(draft, file);
  } catch {
    // Without a cache it is only slower.
  }
}

const tsconfigs = new Map<string, string | undefined>();

function nearestTsconfig(folder: string): string | undefined {
  if (tsconfigs.has(folder)) return tsconfigs.get(folder);
  const file = path.join(folder, 'tsconfig.json');
  const parent = path.dirname(folder);
  const found = fs.existsSync(file)
    ? fs.readFileSync(file, 'utf8')
    : parent === folder
      ? undefined
      : nearestTsconfig(parent);
  tsconfigs.set(folder, found);
  return found;
}

/** Stack traces name lines of the TypeScript source; the maps of packages are not read. */
function mapOwnSourcesOnly(): void {
  const { setSourceMapsSupport } = Module as unknown as {
    setSourceMapsSupport?(enabled: boolean, options: { nodeModules: boolean }): void;
  };
  if (setSourceMapsSupport !== undefined) setSourceMapsSupport(true, { nodeModules: false });
  else process.setSourceMapsEnabled(true);
}
