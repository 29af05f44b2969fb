import { runProvider } from '../mainProcess.js';
import { kubernetesHandlers } from './server.js';

/**
 * The built-in Kubernetes provider as a process. It serves Pulumi's provider protocol on loopback, prints its port on
 * the first line and stops when its standard input closes or on SIGTERM.
 *
 * The Pulumi CLI can use it in place of the package's plugin: put an executable named `pulumi-resource-kubernetes`
 * first on the PATH that does nothing but `exec node <dist>/providers/kubernetes/main.js "$@"`; what the CLI passes,
 * the address of its engine, is not needed and is ignored.
 */
await runProvider(kubernetesHandlers(process.env));
