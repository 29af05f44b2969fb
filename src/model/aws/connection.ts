import { z } from 'zod';
import { revealSecrets, type PropertyMap } from '../values.js';

/** Which account and region an AWS provider works in, and how it gets there: what a program's configuration says. */
export interface AwsConnection {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly keys:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
      }
    | undefined;
  /** Assumed one after the other, each with the credentials of the one before. */
  readonly assumeRoles: readonly AssumedRole[];
  /** URL by the service's name in the provider's configuration, e.g. `sqs`. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly stsRegion: string | undefined;
  readonly maxAttempts: number | undefined;
  readonly s3PathStyle: boolean;
  readonly dualstack: boolean;
  readonly fips: boolean;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly ignoreTags: { readonly keys: readonly string[]; readonly prefixes: readonly string[] };
  readonly allowedAccounts: readonly string[];
  readonly forbiddenAccounts: readonly string[];
}

export interface AssumedRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly durationSeconds?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ConnectionFailure {
  readonly property: string;
  readonly reason: string;
}

export type ParsedConnection =
  { readonly connection: AwsConnection } | { readonly failures: readonly ConnectionFailure[] };

/** Settings of the configuration come as text, nested ones as JSON: https://www.pulumi.com/docs/iac/concepts/config/ */
const flag = z.union([z.boolean(), z.stringbool()]);
const count = z.coerce.number().int().positive();
const texts = z.array(z.string());
const tagMap = z.record(z.string(), z.coerce.string());

const assumedRole = z.strictObject({
  roleArn: z.string(),
  sessionName: z.string().optional(),
  externalId: z.string().optional(),
  policy: z.string().optional(),
  policyArns: texts.optional(),
  duration: z.string().optional(),
  tags: tagMap.optional(),
});

const schema = z.strictObject({
  region: z.string().optional(),
  profile: z.string().optional(),
  accessKey: z.string().optional(),
  secretKey: z.string().optional(),
  token: z.string().optional(),
  assumeRoles: z.array(assumedRole).optional(),
  endpoints: z.array(z.record(z.string(), z.string())).optional(),
  stsRegion: z.string().optional(),
  maxRetries: count.optional(),
  retryMode: z.enum(['standard', 'adaptive']).optional(),
  s3UsePathStyle: flag.optional(),
  useDualstackEndpoint: flag.optional(),
  useFipsEndpoint: flag.optional(),
  defaultTags: z.strictObject({ tags: tagMap.optional() }).optional(),
  ignoreTags: z.strictObject({ keys: texts.optional(), keyPrefixes: texts.optional() }).optional(),
  allowedAccountIds: texts.optional(),
  forbiddenAccountIds: texts.optional(),
  // Neither is asked for without need here, so there is nothing to skip.
  skipCredentialsValidation: flag.optional(),
  skipMetadataApiCheck: flag.optional(),
  skipRegionValidation: flag.optional(),
});

/** Settings that belong to the engine, not to the provider. */
const ENGINE_SETTINGS = new Set(['version', 'pluginDownloadURL']);

/** Reads a provider's configuration. What is not understood is refused by name: nothing is ignored. */
export function parseConnection(inputs: PropertyMap): ParsedConnection {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(revealSecrets(inputs))) {
    if (value === null || ENGINE_SETTINGS.has(key) || key.startsWith('__')) continue;
    values[key] = nested(value);
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    return { failures: parsed.error.issues.flatMap((issue) => failuresOf(issue)) };
  }
  const config = parsed.data;
  if ((config.accessKey === undefined) !== (config.secretKey === undefined)) {
    const [property, other] =
      config.accessKey === undefined ? ['accessKey', 'secretKey'] : ['secretKey', 'accessKey'];
    return { failures: [{ property, reason: `is needed together with ${other}` }] };
  }
  return {
    connection: {
      region: config.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
      profile: config.profile,
      keys:
        config.accessKey === undefined || config.secretKey === undefined
          ? undefined
          : {
              accessKeyId: config.accessKey,
              secretAccessKey: config.secretKey,
              ...(config.token === undefined ? {} : { sessionToken: config.token }),
            },
      assumeRoles: (config.assumeRoles ?? []).map(({ duration, ...role }) => ({
        ...defined(role),
        roleArn: role.roleArn,
        ...(duration === undefined ? {} : { durationSeconds: secondsOf(duration) }),
      })),
      endpoints: Object.assign({}, ...(config.endpoints ?? [])) as Record<string, string>,
      stsRegion: config.stsRegion,
      maxAttempts: config.maxRetries,
      s3PathStyle: config.s3UsePathStyle ?? false,
      dualstack: config.useDualstackEndpoint ?? false,
      fips: config.useFipsEndpoint ?? false,
      defaultTags: config.defaultTags?.tags ?? {},
      ignoreTags: {
        keys: config.ignoreTags?.keys ?? [],
        prefixes: config.ignoreTags?.keyPrefixes ?? [],
      },
      allowedAccounts: config.allowedAccountIds ?? [],
      forbiddenAccounts: config.forbiddenAccountIds ?? [],
    },
  };
}

function failuresOf(issue: z.core.$ZodIssue): ConnectionFailure[] {
  const property = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ property, reason: issue.message }];
  return issue.keys.map((key) => ({
    property: [property, key].filter((part) => part !== '').join('.'),
    reason: 'is a setting that the built-in AWS provider does not have',
  }));
}

function nested(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/** Durations as Go writes them: `1h30m`, `900s`. */
function secondsOf(duration: string): number {
  const seconds = { h: 3600, m: 60, s: 1 } as const;
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * seconds[unit as keyof typeof seconds],
    0,
  );
}
