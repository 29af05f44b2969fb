import { Gauge, Registry } from 'prom-client';
import { lastDrill, type DrillTrend } from '../drills/drillTrend.js';
import { METRICS, type MetricName } from './metrics.js';

/** The metrics of the last drill that came to an end, and of all. Nothing is said of what is not known. */
export function drillMetrics(trend: DrillTrend): Registry {
  const registry = new Registry();
  const { system, accuracy, maximumAgeSeconds } = trend;
  const set = ({ name, help, labels }: MetricName, value: number | undefined): void => {
    if (value === undefined) return;
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    gauge.set({ system }, value);
  };
  const last = lastDrill(trend.drills);
  set(METRICS.lastDrill, last === undefined ? undefined : Date.parse(last.at) / 1000);
  set(METRICS.lastDrillSuccess, last === undefined ? undefined : last.verdict === 'passed' ? 1 : 0);
  set(METRICS.lastDrillRecovery, last?.measured?.realSeconds);
  set(METRICS.lastDrillCoverage, last?.coverage);
  set(METRICS.lastDrillFailures, last?.failures);
  set(METRICS.drillMaximumAge, maximumAgeSeconds);
  set(METRICS.predictionError, accuracy?.medianError);
  set(METRICS.predictionCoverage, accuracy?.p90Coverage);
  return registry;
}
