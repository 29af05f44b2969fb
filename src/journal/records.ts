import { z } from 'zod';

/**
 * The lines of a journal. `record` tells them apart, `at` is when, in milliseconds since the epoch; seconds are
 * seconds. A reader takes no offence at fields it does not know, so that older versions can read newer journals.
 */
const at = z.number();
const urn = z.string();
const operation = z.enum(['create', 'update', 'restore', 'read', 'delete']);

const foreseen = z.object({
  /** In the manifest's order. */
  stages: z.array(z.string()),
  /** Who served which package. */
  providers: z.array(
    z.object({ packageName: z.string(), origin: z.string(), version: z.string() }),
  ),
  /** Seconds of the target. */
  seconds: z.number(),
  /** Would come back without their data: URNs. */
  emptyOfData: z.array(urn),
  /** Live only in state and would get a new value: URNs. */
  newStateOnlyValues: z.array(urn),
});

const runStarted = z.object({
  record: z.literal('run-started'),
  at,
  run: z.string(),
  command: z.enum(['recover', 'plan', 'drift', 'resume', 'rehearse', 'graph', 'sync', 'rollback']),
  system: z.string(),
  /** `live` or `sandbox <name>`. */
  target: z.string(),
  commit: z.string(),
  reference: z.string(),
  repository: z.string(),
  /** The command's options, as JSON. */
  options: z.record(z.string(), z.unknown()),
  /** The user of the operating system who started it. */
  who: z.string(),
  host: z.string(),
  pid: z.number(),
  /** What was at work, e.g. `{ blackstart: '0.1.0', node: '24.21.0' }`. */
  versions: z.record(z.string(), z.string()),
  /** What the plan foretold, in seconds of the target; for what was still to be done when a run was resumed. */
  predicted: z
    .object({
      /** One play with every duration at its median. */
      seconds: z.number(),
      p50Seconds: z.number(),
      p90Seconds: z.number(),
      /** Durations that were measured in earlier runs, taken from the table, or assumed. */
      basis: z.object({ measured: z.number(), table: z.number(), assumed: z.number() }),
    })
    .optional(),
  /** Set when this run goes on with a journal that an earlier process began. */
  resumedAt: z.number().optional(),
  /** What the plan foresaw, for reports. */
  foreseen: foreseen.optional(),
  /** In a rehearsal: what was destroyed before it. */
  lost: z.object({ resources: z.number(), of: z.number() }).optional(),
});

const planned = z.object({
  record: z.literal('planned'),
  at,
  urn,
  /** Kind of step, see src/model/step.ts. */
  step: z.enum([
    'same',
    'update',
    'create',
    'restore',
    'wait',
    'read',
    'conflict',
    'unlocatable',
    'unreachable',
    'failed',
    'held',
    'skipped',
    'none',
  ]),
  stage: z.string(),
  type: z.string(),
});

/** Before an effect. Durable before the effect starts. */
const intent = z.object({
  record: z.literal('intent'),
  at,
  urn,
  type: z.string(),
  operation,
  id: z.string().optional(),
  /** Of an update: which properties it changes, without their values, and who wrote them last, where the target tells. */
  fields: z
    .array(
      z.object({
        path: z.string(),
        manager: z.string().optional(),
        /** ISO 8601. */
        changedAt: z.string().optional(),
      }),
    )
    .optional(),
});

/** After an effect that came about. */
const done = z.object({
  record: z.literal('done'),
  at,
  urn,
  operation,
  id: z.string(),
  seconds: z.number(),
});

/** After an effect that did not come about. */
const failed = z.object({
  record: z.literal('failed'),
  at,
  urn,
  operation,
  message: z.string(),
  /** Class of failure, e.g. `throttled`, `ambiguous`, `fatal`. */
  class: z.string(),
});

const retry = z.object({
  record: z.literal('retry'),
  at,
  urn,
  operation,
  attempt: z.number(),
  class: z.string(),
  waitSeconds: z.number(),
  message: z.string(),
});

const waited = z.object({
  record: z.literal('waited'),
  at,
  urn,
  gate: z.string(),
  seconds: z.number(),
  reason: z.string().optional(),
});

const remedy = z.object({
  record: z.literal('remedy'),
  at,
  urn,
  hazard: z.string(),
  remedy: z.string(),
  /** It is for people to do. */
  byPeople: z.boolean().optional(),
});

const held = z.object({ record: z.literal('held'), at, urn, by: z.array(z.string()) });

const outcome = z.object({
  record: z.literal('outcome'),
  at,
  urn,
  outcome: z.enum([
    'adopted',
    'created',
    'updated',
    'restored',
    'deleted',
    'read',
    'none',
    'conflict',
    'unlocatable',
    'unreachable',
    'failed',
    'held',
    'skipped',
  ]),
  id: z.string().optional(),
  stage: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  seconds: z.number(),
  dependencies: z.array(z.string()).optional(),
  reason: z.string().optional(),
  /** How a survivor was found. */
  foundBy: z.enum(['import', 'hint', 'id', 'tags', 'keys', 'sealed']).optional(),
  /** Why it was created, e.g. `absent`. */
  why: z.string().optional(),
  /** The id of a remnant that is left for people to delete. */
  leavesBehind: z.string().optional(),
  /** What a new one could ask for if this one were lost, by output: a public address. Nothing secret. */
  remembered: z.record(z.string(), z.string()).optional(),
  /** Paths of the properties that differed; never their values. */
  changed: z.array(z.string()).optional(),
  /** Ids of what is live and could be meant. */
  candidates: z.array(z.string()).optional(),
});

const notice = z.object({
  record: z.literal('notice'),
  at,
  level: z.enum(['info', 'warning']),
  message: z.string(),
  urn: z.string().optional(),
});

const runEnded = z.object({
  record: z.literal('run-ended'),
  at,
  exitCode: z.number(),
  counts: z.record(z.string(), z.number()),
  seconds: z.number(),
});

/** Who serves a package, when it starts to. */
const provider = z.object({
  record: z.literal('provider'),
  at,
  packageName: z.string(),
  origin: z.string(),
  version: z.string(),
});

/** What a plan showed that was made after the run. */
const verified = z.object({
  record: z.literal('verified'),
  at,
  /** 0 no difference, 2 differences, 1 something could not be told. */
  exitCode: z.number(),
  /** URNs of what is not as declared. */
  differing: z.array(urn),
});

export const journalRecord = z.discriminatedUnion('record', [
  runStarted,
  planned,
  intent,
  done,
  failed,
  retry,
  waited,
  remedy,
  held,
  outcome,
  notice,
  runEnded,
  provider,
  verified,
]);

export type JournalRecord = z.infer<typeof journalRecord>;
export type RecordOf<Kind extends JournalRecord['record']> = Extract<
  JournalRecord,
  { record: Kind }
>;
export type JournalOperation = z.infer<typeof operation>;

/** What a plan foretold of a run. */
export type Predicted = NonNullable<RecordOf<'run-started'>['predicted']>;

type WithoutTime<Member> = Member extends { at: number } ? Omit<Member, 'at'> : never;
/** A record as it is handed to the journal, which adds the time. */
export type NewJournalRecord = WithoutTime<JournalRecord>;
