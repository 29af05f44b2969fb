import { createColours } from '../text/colours.js';
import { oneLine, plural } from '../text/format.js';
import { resourceLabel } from '../text/names.js';

/** What is live, declared by another commit and not by the one that is applied. */
export interface PruneView {
  readonly items: readonly {
    readonly urn: string;
    readonly id: string;
    readonly guarded: string | undefined;
  }[];
  readonly left: readonly { readonly urn: string; readonly id: string; readonly reason: string }[];
}

export interface RenderPruneOptions {
  readonly colour: boolean;
  /** Where the resources are declared, e.g. `HEAD`, and where they are not. */
  readonly declaredIn: string;
  readonly missingIn: string;
  /** Stands for the list; undefined when nothing is to be deleted. */
  readonly hash: string | undefined;
}

/** What is deleted, or would be with --prune; then what is left in any case, and why. Empty when there is neither. */
export function renderPrune({ items, left }: PruneView, options: RenderPruneOptions): string {
  const colours = createColours(options.colour);
  const { hash, declaredIn, missingIn } = options;
  const lines: string[] = [];
  const which = `live, declared in ${oneLine(declaredIn)} and not in ${oneLine(missingIn)}`;
  if (items.length > 0) {
    const title =
      hash === undefined
        ? colours.warn(`Left alone (${items.length}): ${which}; --prune would delete them`)
        : colours.bad(`To be deleted for ever (${items.length}): ${which}`);
    lines.push('', title);
    for (const { urn, id, guarded } of items) {
      const warning =
        guarded === undefined ? '' : colours.bad(` ${guarded}: its name is asked for`);
      lines.push(`  - ${resourceLabel(urn)} ${colours.faint(`[${oneLine(id)}]`)}${warning}`);
    }
    if (hash !== undefined) lines.push(`  this list is confirmed with --confirm-prune ${hash}`);
  }
  if (left.length > 0) {
    lines.push(
      '',
      `Not declared in ${oneLine(missingIn)} and left alone in any case (${left.length})`,
    );
    for (const { urn, reason } of left) lines.push(`  ${resourceLabel(urn)}: ${oneLine(reason)}`);
  }
  if (lines.length === 0) return '';
  const sum =
    hash === undefined
      ? 'Nothing is deleted.'
      : `${plural(items.length, 'resource')} deleted if you agree.`;
  return `${[...lines, '', sum].join('\n')}\n`;
}
