import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What of a kubeconfig tells which cluster is meant. */
export interface ClusterAddress {
  readonly server: string;
  readonly namespace?: string;
}

const kubeconfigSchema = z.object({
  'current-context': z.string().optional(),
  contexts: z
    .array(
      z.object({
        name: z.string(),
        context: z.object({ cluster: z.string(), namespace: z.string().optional() }),
      }),
    )
    .default([]),
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.string() }) })),
});

/** The address in a kubeconfig (YAML, JSON or the path of a file); a text says why there is none. */
export function readKubeconfig(text: string, contextName?: string): ClusterAddress | string {
  let config: z.infer<typeof kubeconfigSchema>;
  try {
    config = kubeconfigSchema.parse(parse(contentsOf(text)));
  } catch {
    return 'the kubeconfig cannot be read';
  }
  const wanted = contextName ?? config['current-context'];
  const context = config.contexts.find((each) => each.name === wanted)?.context;
  if (context === undefined && wanted !== undefined && wanted !== '') {
    return `the kubeconfig has no context "${wanted}"`;
  }
  const cluster =
    context === undefined
      ? config.clusters[0]
      : config.clusters.find((each) => each.name === context.cluster);
  if (cluster === undefined) return 'the kubeconfig names no cluster';
  return {
    server: normaliseServer(cluster.cluster.server),
    ...(context?.namespace === undefined ? {} : { namespace: context.namespace }),
  };
}

/** One form for the ways in which the same server can be written. */
export function normaliseServer(server: string): string {
  return server
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https:.*):443$/, '$1');
}

/** A path is taken as such when a file is there. */
function contentsOf(text: string): string {
  const onOneLine = !text.includes('\n') && text.length < 4096 && !text.startsWith('{');
  const isFile = onOneLine && statSync(text, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? readFileSync(text, 'utf8') : text;
}
