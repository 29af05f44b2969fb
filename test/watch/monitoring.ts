import { describe } from 'vitest';
import { NAMES, findTool, type MonitoringTool } from './tools.js';

/** A suite that needs Prometheus' own tools: left out by name where one is missing, but never in CI. */
export function describeWithMonitoring(name: string, suite: () => void): void {
  const missing = (Object.keys(NAMES) as MonitoringTool[]).filter(
    (tool) => findTool(tool) === undefined,
  );
  const canRun = missing.length === 0 || process.env['CI'] === 'true';
  const reason = canRun ? '' : ` (skipped: not installed: ${missing.join(', ')})`;
  if (!canRun) console.warn(`${name}${reason}`);
  describe.skipIf(!canRun)(name + reason, suite);
}
