import { z } from 'zod';
import { DURATION_PATTERN } from './duration.js';

/**
 * The form of `stacks/system.yaml`, as people write it. What one part says about another (stages that exist, paths
 * that stay inside the repository) is checked in manifestRules.ts.
 */
const text = z.string().min(1);
const duration = z.string().regex(DURATION_PATTERN).describe('A duration: 30s, 45m, 1h or 1h30m.');
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/)
  .describe('Letters, digits, hyphens, underscores and periods.');
const glob = text.describe('Pattern over the URN: * stands for anything, ? for one character.');

const program = z
  .strictObject({
    name: name.describe('Name of the program, unique in the system.'),
    path: text.describe('Folder with the Pulumi.yaml, relative to the folder of this file.'),
    stack: name.describe('Stack whose configuration is used: Pulumi.<stack>.yaml.'),
    stage: text.describe('Stage of its resources.'),
    timeout: duration
      .optional()
      .describe(
        'Stopped after this long without a registration and without an answer pending; 30m.',
      ),
    stages: z
      .array(z.strictObject({ match: glob, stage: text }))
      .optional()
      .describe('Other stages for some of its resources; the first pattern that matches wins.'),
  })
  .describe('A Pulumi program of the system.');

const alertFields = {
  for: duration.optional().describe('How long a difference must last.'),
  severity: text.optional(),
  impact: text.optional().describe('What a difference means for users, in one sentence.'),
  playbook: text.optional().describe('Procedure for the people who are called.'),
  dashboard: z.url().optional(),
};

const gate = z
  .strictObject({
    name,
    after: glob.describe(
      'Resources whose dependents wait for this gate, as a pattern over the URN.',
    ),
    timeout: duration.optional().describe('The gate has failed after this long; 5m.'),
    http: z
      .strictObject({ url: z.url(), status: z.int().min(100).max(599).optional() })
      .optional()
      .describe('Passed when the URL answers with the status (200).'),
    tcp: z
      .strictObject({ host: text, port: z.int().min(1).max(65535) })
      .optional()
      .describe('Passed when the port takes a connection.'),
    command: z.array(text).min(1).optional().describe('Passed when the command exits with 0.'),
  })
  .meta({ oneOf: [{ required: ['http'] }, { required: ['tcp'] }, { required: ['command'] }] })
  .describe('A check that must hold before dependents may start: http, tcp or command.');

const hosts = z
  .strictObject({
    name: name.describe('Name of the playbook in plans and reports, unique in the system.'),
    playbook: text.describe('The playbook, relative to the folder of this file.'),
    inventory: z
      .union([text, z.array(text).min(1)])
      .describe('Inventories: files or folders, relative to the folder of this file.'),
    stage: text.describe('Stage of these hosts.'),
    limit: text.optional().describe('Pattern of Ansible over the hosts of the inventory.'),
    configures: z
      .array(
        z.strictObject({
          match: text.describe('Pattern over URN, type or name of resources.'),
          host: text
            .optional()
            .describe('Name of such a host in the inventory; {name} is the name of the resource.'),
          variables: z
            .record(z.string(), text)
            .optional()
            .describe('Variables of that host, each with the output of the resource it is from.'),
        }),
      )
      .optional()
      .describe('Resources that must be there before the playbook runs.'),
    timeout: duration.optional().describe('One run may take this long; 30m.'),
    environment: z
      .record(z.string(), z.string())
      .optional()
      .describe('Environment variables of the playbook, besides those of blackstart.'),
  })
  .describe('A playbook of Ansible and the hosts that it looks after.');

export const manifestSchema = z
  .strictObject({
    version: z.literal(1),
    name: name.describe('Name of the system.'),
    description: z.string().optional(),
    recoveryTimeObjective: duration.describe('How long a recovery may take.'),
    programs: z.array(program).min(1),
    stages: z.array(name).min(1).describe('Stages in the order in which they are shown.'),
    guards: z
      .strictObject({
        aws: z
          .strictObject({
            accounts: z.array(z.string().regex(/^\d{12}$/)).min(1),
            regions: z.array(text).min(1),
          })
          .optional()
          .describe('Where AWS may be written to: account ids (in quotes) and regions.'),
        kubernetes: z.strictObject({ clusters: z.array(text).min(1) }).optional(),
      })
      .optional()
      .describe('Outside of these nothing is ever written.'),
    drift: z
      .strictObject({
        exclude: z
          .array(
            z.strictObject({
              match: glob.describe('Resources it holds for, as a pattern over the URN.'),
              path: text.describe('Property that is not compared: spec.replicas, rules[*].port.'),
              reason: text.describe('Who looks after it instead; shown in plan and drift.'),
            }),
          )
          .optional()
          .describe('Declared properties that others set: never compared, never written.'),
        unmanaged: z
          .array(
            z.strictObject({
              match: text.describe('Pattern over <type>::<id> of a live thing; * is anything.'),
              reason: text.describe('Why nobody declares it; shown in plan and drift.'),
            }),
          )
          .optional()
          .describe('Live things that are declared nowhere and known of: they are not listed.'),
        alerts: z
          .strictObject({
            default: z.strictObject(alertFields).optional(),
            stages: z
              .record(z.string(), z.strictObject(alertFields))
              .optional()
              .describe('By stage; what an alert leaves out is inherited from the default.'),
            stale: duration
              .optional()
              .describe(
                'No check with an answer for this long is an alert of its own; as default.for.',
              ),
            repositoryUrl: z
              .url()
              .optional()
              .describe(
                'Where files of the repository can be read; playbooks are linked under it.',
              ),
          })
          .optional(),
      })
      .optional(),
    drills: z
      .strictObject({
        folder: text
          .optional()
          .describe(
            'Where results of drills are kept, relative to the folder of this file; drills at the root of the repository.',
          ),
        maximumAge: duration
          .optional()
          .describe('The last drill being older than this is an alert, and exit code 2.'),
      })
      .optional()
      .describe('Rehearsals and their results.'),
    gates: z.array(gate).optional(),
    hosts: z.array(hosts).optional().describe('Hosts that are configured by Ansible.'),
    limits: z
      .strictObject({
        concurrency: z.int().min(0).optional().describe('Operations at once; 0 is no limit.'),
        rates: z
          .record(z.string(), z.number().positive())
          .optional()
          .describe('Requests a second by API, e.g. aws:ec2.'),
      })
      .optional(),
    sealed: text
      .optional()
      .describe(
        'File with sealed values of what lives only in state, relative to the folder of this file.',
      ),
    contacts: z
      .array(
        z.strictObject({
          role: text.describe('Role, not a person: people change.'),
          reach: text.describe('Address, number or channel.'),
          for: text.optional().describe('What this role decides or knows.'),
        }),
      )
      .optional()
      .describe('Whom to call; stands in the runbook of the system.'),
    restore: z
      .array(
        z.strictObject({
          match: glob,
          from: text.describe('Where the content is restored from.'),
          how: text.optional().describe('How it is done, in words or as a link.'),
        }),
      )
      .optional()
      .describe('Where what comes back empty gets its data from; the first pattern that matches.'),
  })
  .describe('A system for blackstart: what is to be brought back, and within which bounds.');

export type RawManifest = z.infer<typeof manifestSchema>;

/** The schema for editors, as `schemas/system.schema.json` holds it. */
export function manifestJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(manifestSchema, { target: 'draft-2020-12', io: 'input' }),
    title: 'blackstart system',
  };
}
