import { z } from 'zod';
import { ProviderError } from '../../../model/provider.js';
import type { PropertyMap } from '../../../model/values.js';
import { decodeYaml } from '../../simulated/invokes/kubernetes.js';
import { mapAt } from '../../paths.js';
import { runTool } from './tools.js';

const PURPOSE = 'rendering a Helm chart';

const text = z.string().nullish();

/** What @pulumi/kubernetes sends for a chart, as JSON. */
const chartSchema = z.object({
  chart: text,
  path: text,
  repo: text,
  version: text,
  namespace: text,
  release_name: z.string(),
  values: z.record(z.string(), z.unknown()).nullish(),
  api_versions: z.array(z.string()).nullish(),
  kube_version: text,
  skip_crd_rendering: z.boolean().nullish(),
  include_test_hook_resources: z.boolean().nullish(),
  fetch_opts: z.record(z.string(), z.unknown()).nullish(),
});

export type ChartOptions = z.infer<typeof chartSchema>;

/** Options of the download that `helm template` has as well. */
const FETCH_FLAGS: Readonly<Record<string, string>> = {
  repo: '--repo',
  version: '--version',
  username: '--username',
  password: '--password',
  caFile: '--ca-file',
  certFile: '--cert-file',
  keyFile: '--key-file',
  keyring: '--keyring',
};
const FETCH_SWITCHES: Readonly<Record<string, string>> = {
  devel: '--devel',
  verify: '--verify',
};

/** Answers `kubernetes:helm:template`: the objects of a chart, as the `helm` of this machine renders them. */
export async function renderChart(args: PropertyMap, signal: AbortSignal): Promise<PropertyMap> {
  const options = chartSchema.parse(JSON.parse(String(args['jsonOpts'] ?? '{}')));
  const { args: helmArgs, stdin } = templateCommand(options);
  const yaml = await runTool('helm', helmArgs, { purpose: PURPOSE, stdin, signal });
  const { result } = decodeYaml({
    text: yaml,
    ...(options.namespace ? { defaultNamespace: options.namespace } : {}),
  });
  const objects = result as readonly PropertyMap[];
  return {
    result: options.include_test_hook_resources === true ? objects : objects.filter(isNoTest),
  };
}

export function templateCommand(options: ChartOptions): {
  readonly args: string[];
  readonly stdin: string;
} {
  const chart = options.path ?? options.chart;
  if (!chart) throw new ProviderError(`${PURPOSE}: no chart is named`, 'INVALID_ARGUMENT');
  const args = ['template', options.release_name, chart, '--values', '-'];
  const add = (flag: string, value: string | null | undefined): void => {
    if (value) args.push(flag, value);
  };
  add('--repo', options.repo);
  add('--version', options.version);
  add('--namespace', options.namespace);
  add('--kube-version', options.kube_version);
  for (const version of options.api_versions ?? []) args.push('--api-versions', version);
  args.push(options.skip_crd_rendering === true ? '--skip-crds' : '--include-crds');
  for (const [key, value] of Object.entries(options.fetch_opts ?? {})) {
    const name = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const flag = FETCH_FLAGS[name];
    const toggle = FETCH_SWITCHES[name];
    if (value === null || value === undefined || value === '' || value === false) continue;
    if (flag !== undefined && !args.includes(flag)) args.push(flag, String(value));
    else if (toggle !== undefined) args.push(toggle);
    else if (
      flag === undefined &&
      name !== 'untar' &&
      name !== 'destination' &&
      name !== 'untardir'
    ) {
      throw new ProviderError(`${PURPOSE}: fetchOpts.${key} is not supported`, 'INVALID_ARGUMENT');
    }
  }
  return { args, stdin: JSON.stringify(options.values ?? {}) };
}

function isNoTest(object: PropertyMap): boolean {
  const hook = mapAt(object, 'metadata.annotations')['helm.sh/hook'];
  return (
    typeof hook !== 'string' || !hook.split(',').some((each) => each.trim().startsWith('test'))
  );
}
