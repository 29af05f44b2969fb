import { Resolver } from 'node:dns/promises';

const PATIENCE_MS = 2_000;
/** What DNS says where nobody has delegated the name. */
const NOBODY = new Set(['ENOTFOUND', 'ENODATA']);

/** The name servers under which the world finds a zone; undefined where DNS does not answer. */
export async function delegationOf(
  name: string,
  resolver: Pick<Resolver, 'resolveNs'> = new Resolver({ timeout: PATIENCE_MS, tries: 1 }),
): Promise<readonly string[] | undefined> {
  try {
    return await resolver.resolveNs(name.replace(/\.$/, ''));
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    return code !== undefined && NOBODY.has(code) ? [] : undefined;
  }
}
