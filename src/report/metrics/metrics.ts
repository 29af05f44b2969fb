/**
 * Every metric that blackstart shows, by Prometheus' conventions for names and units:
 * https://prometheus.io/docs/practices/naming/. Rules and dashboards name them by this table.
 */
export const METRICS = {
  driftResources: {
    name: 'blackstart_drift_resources',
    help: 'Resources and hosts that are not simply as Git declares them, by state. Of what the last check could not tell, the difference seen before stays.',
    labels: ['system', 'program', 'stage', 'type', 'kind', 'state'],
  },
  driftResourceInfo: {
    name: 'blackstart_drift_resource_info',
    help: 'The resources behind blackstart_drift_resources that call for somebody, at most 50 of them, with the names of the properties that differ.',
    labels: ['system', 'program', 'stage', 'type', 'kind', 'state', 'name', 'properties'],
  },
  declaredResources: {
    name: 'blackstart_declared_resources',
    help: 'Resources and hosts that the commit declares.',
    labels: ['system', 'program', 'stage', 'type', 'kind'],
  },
  coverage: {
    name: 'blackstart_coverage_ratio',
    help: 'Share of the live resources that Git declares, so that a recovery would bring them back. Absent where nobody has looked for the others.',
    labels: ['system'],
  },
  predictedRecovery: {
    name: 'blackstart_predicted_recovery_seconds',
    help: 'Predicted time of a recovery: of what differs now, or after the loss of everything.',
    labels: ['system', 'scope'],
  },
  recoveryTarget: {
    name: 'blackstart_recovery_target_seconds',
    help: 'The recovery time objective of the manifest.',
    labels: ['system'],
  },
  commitInfo: {
    name: 'blackstart_commit_info',
    help: 'The commit that the live system was last compared with, as a label. Always 1.',
    labels: ['system', 'commit', 'reference'],
  },
  lastCompleteCheck: {
    name: 'blackstart_last_complete_check_timestamp_seconds',
    help: 'End of the last check that had an answer for every resource. Absent until there was one.',
    labels: ['system'],
  },
  lastCheck: {
    name: 'blackstart_last_check_timestamp_seconds',
    help: 'End of the last check, whatever came of it.',
    labels: ['system'],
  },
  lastCheckSuccess: {
    name: 'blackstart_last_check_success',
    help: 'Whether the last check had an answer for every resource: 1 yes, 0 it failed or was incomplete.',
    labels: ['system'],
  },
  lastCheckDuration: {
    name: 'blackstart_last_check_duration_seconds',
    help: 'How long the last check took.',
    labels: ['system'],
  },
  checks: {
    name: 'blackstart_checks_total',
    help: 'Checks since blackstart watch was started, by result.',
    labels: ['system', 'result'],
  },
  checkFailures: {
    name: 'blackstart_check_failures_total',
    help: 'Checks that could not be made since blackstart watch was started, by error code.',
    labels: ['system', 'code'],
  },
  syncs: {
    name: 'blackstart_syncs_total',
    help: 'Syncs that blackstart watch --sync has made or tried to make since it was started, by result.',
    labels: ['system', 'result'],
  },
  syncWrites: {
    name: 'blackstart_sync_writes_total',
    help: 'Resources that such syncs have put right.',
    labels: ['system'],
  },
  syncFights: {
    name: 'blackstart_sync_fights',
    help: 'Resources that the last sync gave up, since somebody else changes them back each time.',
    labels: ['system'],
  },
  lastDrill: {
    name: 'blackstart_last_drill_timestamp_seconds',
    help: 'End of the last drill that was not interrupted. Absent until there was one.',
    labels: ['system'],
  },
  lastDrillSuccess: {
    name: 'blackstart_last_drill_success',
    help: 'Whether the last drill passed: 1 yes, 0 no.',
    labels: ['system'],
  },
  lastDrillRecovery: {
    name: 'blackstart_last_drill_recovery_seconds',
    help: 'How long the recovery in the last drill took, with the cloud at its real speed.',
    labels: ['system'],
  },
  lastDrillCoverage: {
    name: 'blackstart_last_drill_coverage_ratio',
    help: 'Share of the resources there before the last drill that were there again after it.',
    labels: ['system'],
  },
  lastDrillFailures: {
    name: 'blackstart_last_drill_failures',
    help: 'Resources that the last drill did not bring back.',
    labels: ['system'],
  },
  drillMaximumAge: {
    name: 'blackstart_drill_maximum_age_seconds',
    help: 'How old the last drill may be, as the manifest says.',
    labels: ['system'],
  },
  predictionError: {
    name: 'blackstart_drill_prediction_error_ratio',
    help: 'Median over all drills of the distance between P50 and the measured time, as a part of the latter.',
    labels: ['system'],
  },
  predictionCoverage: {
    name: 'blackstart_drill_prediction_coverage_ratio',
    help: 'Share of the drills that took no longer than P90.',
    labels: ['system'],
  },
} as const satisfies Record<string, MetricName>;

export interface MetricName {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}
