import * as fs from 'fs';
import * as path from 'path';
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { parseAllDocuments } from 'yaml';
import { resourceClass } from './kinds';
import { fill } from './placeholders';
import type { Values } from './placeholders';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export interface ManifestsArgs {
  /** With the YAML files, relative to this program. */
  readonly folder: string;
  readonly values?: Values;
  /** The namespace of all these objects, where it is not among them. */
  readonly namespace?: k8s.core.v1.Namespace;
  /** To be there before anything that runs pods: configuration that the program makes. */
  readonly before?: pulumi.Resource[];
}

/** Namespaces hold the others; a binding may only be made to a role that is there. */
const neededByAll = new Set(['Namespace', 'ClusterRole']);
/** Pods start only if these are there already; so much order spares them their first failures. */
const runsPods = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']);
const neededByPods = new Set(['ServiceAccount', 'ClusterRoleBinding', 'ConfigMap', 'Secret']);

/**
 * The objects of one folder of YAML files, each a resource of its own type. They are read here rather than
 * by the provider: then every object is known in a preview, even while its cluster is yet to be built.
 */
export class Manifests extends pulumi.ComponentResource {
  private readonly objects = new Map<string, pulumi.CustomResource>();

  constructor(name: string, args: ManifestsArgs, options: pulumi.ComponentResourceOptions) {
    super('reference:index:Manifests', name, {}, options);
    const manifests = read(path.join(__dirname, args.folder));

    const basic = manifests.filter(({ kind }) => neededByAll.has(kind));
    const needed = manifests.filter(({ kind }) => neededByPods.has(kind));
    const running = manifests.filter(({ kind }) => runsPods.has(kind));
    const others = manifests.filter((each) => ![...basic, ...needed, ...running].includes(each));

    const create = (manifest: Manifest, dependsOn: pulumi.Resource[]): pulumi.CustomResource => {
      const key = `${manifest.kind.toLowerCase()}/${manifest.metadata.name}`;
      const Class = resourceClass(manifest.apiVersion, manifest.kind);
      const object = new Class(`${name}/${key}`, fill(manifest, args.values ?? {}) as never, {
        parent: this,
        dependsOn,
      });
      this.objects.set(key, object);
      return object;
    };

    const outer = args.namespace === undefined ? [] : [args.namespace];
    const first = [...outer, ...basic.map((manifest) => create(manifest, []))];
    const second = needed.map((manifest) => create(manifest, first));
    running.forEach((manifest) => create(manifest, [...first, ...second, ...(args.before ?? [])]));
    others.forEach((manifest) => create(manifest, first));

    this.registerOutputs();
  }

  /** Host and port of a service, as pods of the same cluster reach it. */
  endpoint(name: string): pulumi.Output<string> {
    const service = this.objects.get(`service/${name}`);
    if (!(service instanceof k8s.core.v1.Service)) throw new Error(`no service is called ${name}`);
    return pulumi.all([service.metadata, service.spec]).apply(([metadata, spec]) => {
      const port = spec.ports[0]?.port;
      if (port === undefined) throw new Error(`service ${name} has no port`);
      return `${metadata.name}.${metadata.namespace}.svc:${port}`;
    });
  }
}

function read(folder: string): Manifest[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => {
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      return parseAllDocuments(text).map((document) => {
        if (document.errors[0] !== undefined) {
          throw new Error(`${path.join(folder, file)}: ${document.errors[0].message}`);
        }
        return document.toJS() as Manifest;
      });
    });
}
