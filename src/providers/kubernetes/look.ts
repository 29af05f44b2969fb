/** Behind an instance's name: the call is one look of many, and may be answered by a list made for others. */
const LOOK = '~look';

/** The name of a provider instance for calls that are one look of many. */
export function forLooks(instance: string): string {
  return instance + LOOK;
}

/** An instance as a call names it: which it is, and whether the call is one look of many. */
export function parseInstance(named: string): {
  readonly instance: string;
  readonly look: boolean;
} {
  const look = named.endsWith(LOOK);
  return { instance: look ? named.slice(0, -LOOK.length) : named, look };
}
