import { z } from 'zod';

export const faultKinds = [
  'throttle',
  'error',
  'timeout',
  'error-after-effect',
  'late-effect',
  'unreachable-cluster',
  'slow',
  'crash',
  'cooldown',
] as const;

export const cloudOperations = ['create', 'read', 'update', 'delete', 'lookup', 'invoke'] as const;

/** What is done to the simulated cloud, as far as faults and rates tell it apart. */
export type CloudOperation = (typeof cloudOperations)[number];

/**
 * A fault on demand. Its times are times of the cloud, scaled like all others.
 *
 * - `throttle`: the call is refused as too frequent, nothing happens.
 * - `error`: the call is refused for good, with `message`.
 * - `timeout`: no effect and no answer for `seconds`, then a deadline error.
 * - `error-after-effect`: the effect happens, the call fails as if the answer had been lost.
 * - `late-effect`: the same, and what was created becomes visible only `seconds` later.
 * - `unreachable-cluster`: calls to clusters whose name, endpoint or URN matches fail.
 * - `slow`: operations take `factor` (10) times as long.
 * - `crash`: the provider's process dies, before or after the effect (`when`, after by default).
 * - `cooldown`: a name that is free cannot be used for `seconds` after the fault was added.
 */
export const faultSchema = z.strictObject({
  /** Tells faults apart in the count of firings; made up when missing. */
  id: z.string().optional(),
  kind: z.enum(faultKinds),
  /** Glob over the URN or the type. */
  match: z.string(),
  operation: z.enum(cloudOperations).optional(),
  probability: z.number().min(0).max(1).optional(),
  /** How often it fires at most, over all processes. */
  count: z.int().min(0).optional(),
  seconds: z.number().min(0).optional(),
  factor: z.number().positive().optional(),
  seed: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
  when: z.enum(['before', 'after']).optional(),
  /** When it was added, epoch milliseconds. */
  since: z.number().optional(),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
