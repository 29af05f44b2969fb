import { BlackstartError } from '../../model/errors.js';

/** The most that may change at once: a number of resources, or a part of all that is declared. */
export type ChangeLimit =
  | { readonly kind: 'count'; readonly most: number }
  | { readonly kind: 'percent'; readonly most: number };

/** `10` or `5%`. Undefined when the text is neither. */
export function parseLimit(text: string): ChangeLimit | undefined {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  if (match === null) return undefined;
  const most = Number(match[1]);
  if (match[2] === '%') return most <= 100 ? { kind: 'percent', most } : undefined;
  return Number.isSafeInteger(most) ? { kind: 'count', most } : undefined;
}

/** Refuses with `sync-limit` when more would change than the limit allows. A part is rounded down. */
export function requireWithin(
  limit: ChangeLimit | undefined,
  { changes, declared }: { readonly changes: number; readonly declared: number },
): void {
  if (limit === undefined) return;
  const { kind, most } = limit;
  const allowed = kind === 'count' ? most : Math.floor((declared * most) / 100);
  if (changes <= allowed) return;
  const part = kind === 'count' ? '' : ` (${most}% of ${declared})`;
  throw new BlackstartError({
    code: 'sync-limit',
    operation: 'keep to the limit',
    message: `${changes} resources would change at once; the limit is ${allowed}${part}. Nothing was written`,
    remedy:
      'Find out what changed so much at once. Then raise --limit, sync a part with --stage, --target or --type, or recover.',
  });
}
