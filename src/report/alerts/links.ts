import type { DriftAlert } from '../../model/system.js';

/** Where the playbook of an alert can be read in a browser; undefined when it is a path and nobody says where files are. */
export function playbookLink(
  { playbook }: Pick<DriftAlert, 'playbook'>,
  repositoryUrl: string | undefined,
): string | undefined {
  if (/^https?:\/\//.test(playbook)) return playbook;
  if (repositoryUrl === undefined) return undefined;
  return `${repositoryUrl.replace(/\/+$/, '')}/${playbook.replace(/^\/+/, '')}`;
}

/** The dashboard of an alert, on this system and stage: variables as Grafana has them in its URLs. */
export function dashboardLink(
  { dashboard }: Pick<DriftAlert, 'dashboard'>,
  system: string,
  stage?: string,
): string | undefined {
  if (dashboard === undefined) return undefined;
  const url = new URL(dashboard);
  url.searchParams.set('var-system', system);
  if (stage !== undefined) url.searchParams.set('var-stage', stage);
  return url.href;
}
