import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The names under which distributions and the project itself install them. */
export const NAMES = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
  amtool: ['amtool'],
} as const;

export type MonitoringTool = keyof typeof NAMES;

/** Path of a tool of Prometheus'; undefined where it is not installed. */
export function findTool(tool: MonitoringTool): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .flatMap((folder) => NAMES[tool].map((name) => join(folder, name)))
    .find((path) => isExecutable(path));
}

export function toolPath(tool: MonitoringTool): string {
  const path = findTool(tool);
  if (path === undefined) throw new Error(`${tool} is not installed`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
