import { BlackstartError, messageOf } from '../model/errors.js';
import { nearest } from '../model/nearest.js';

export function unreadable(repository: string, cause: unknown): BlackstartError {
  return new BlackstartError({
    code: 'repository-unreadable',
    operation: 'open the repository',
    message: `${repository} cannot be read as a Git repository: ${reasonOf(messageOf(cause))}`,
    remedy:
      'Name a folder inside a Git repository, a bundle file, or a URL for which this user has credentials (Git is not let ask for any).',
    cause,
  });
}

/** What Git says that is to the point: without its progress and its general advice. */
function reasonOf(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Cloning into'));
  const [first = 'no reason is given'] = [
    ...lines.filter((line) => /^(fatal|error|ssh|remote):/.test(line)),
    ...lines,
  ];
  return withoutCredentials(first);
}

/** `known` are the branches and tags that there are, the most recent first. */
export function unknownReference(reference: string, known: readonly string[]): BlackstartError {
  const near = nearest(reference, known);
  const some = `${known.slice(0, 5).join(', ')}${known.length > 5 ? ' and others' : ''}`;
  const hint =
    near.length > 0
      ? `near it: ${near.join(', ')}`
      : known.length > 0
        ? `there are: ${some}`
        : 'there are no branches and no tags';
  return new BlackstartError({
    code: 'reference-unknown',
    operation: 'resolve the reference',
    message: `${reference} is no commit, branch or tag of the repository; ${hint}`,
    remedy: 'Name one that is there, or fetch the one that is meant and try again.',
  });
}

/** A text in which no URL has a password or token any more. The user of an ssh address stays. */
export function withoutCredentials(text: string): string {
  return text.replace(
    /\b([a-z][a-z0-9+.-]*):\/\/([^/\s@]*)@/gi,
    (whole, scheme: string, credentials: string) =>
      /^https?$/i.test(scheme) || credentials.includes(':') ? `${scheme}://` : whole,
  );
}
