import { parseDuration } from '../../system/duration.js';
import type { Address } from './server.js';

/** Seconds of `10m`, `1h30m`, `45s`; undefined on what is no duration. */
export function parseSeconds(text: string): number | undefined {
  return parseDuration(text);
}

/** `host:port`, or `[host]:port` for an IPv6 address; undefined on anything else. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65535 ? undefined : { host, port };
}
