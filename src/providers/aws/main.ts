import { runProvider } from '../mainProcess.js';
import { awsHandlers } from './server.js';

/**
 * The built-in AWS provider as a process: serves Pulumi's provider protocol on loopback, prints its port on the first
 * line and stops when its standard input closes or on SIGTERM. Region, credentials and endpoint are found as the AWS
 * SDK finds them.
 */
await runProvider(awsHandlers());
