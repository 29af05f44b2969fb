import * as fs from 'fs';
import * as path from 'path';
import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import { fillText } from './placeholders';
import type { Values } from './placeholders';

export interface ConfigurationArgs {
  readonly name: string;
  readonly namespace: string;
  /** File under observability/config -> key of the map. */
  readonly files: Record<string, string>;
  /** Without it files are taken as they are: dashboards have a notation of their own for variables. */
  readonly values?: Values;
}

/** A ConfigMap made of files under version control. */
export function configuration(
  resource: string,
  { name, namespace, files, values }: ConfigurationArgs,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
  const data: Record<string, pulumi.Input<string>> = {};
  for (const [file, key] of Object.entries(files)) {
    const text = fs.readFileSync(path.join(__dirname, 'observability/config', file), 'utf8');
    data[key] = values === undefined ? text : fillText(text, values);
  }
  return new k8s.core.v1.ConfigMap(resource, { metadata: { name, namespace }, data }, options);
}
