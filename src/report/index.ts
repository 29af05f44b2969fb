export { createColours, type Colours } from './text/colours.js';
export { formatSeconds, isoTime, plural, paceOf } from './text/format.js';
export { shortType, resourceLabel } from './text/names.js';
export { renderPrune, type PruneView } from './plan/pruneSection.js';
export { renderPlan, type RenderPlanOptions } from './plan/renderPlan.js';
export { planDocument, type PlanContext } from './document/planDocument.js';
export {
  planDocumentJsonSchema,
  planDocumentSchema,
  type PlanDocument,
} from './document/planSchema.js';
export { doctorDocumentJsonSchema, doctorDocumentSchema } from './document/doctorSchema.js';
export { eventLine } from './document/eventLine.js';
export { eventJsonSchema, eventSchema, type EventLine } from './document/eventSchema.js';
export { createProgress, type Progress, type ProgressOptions } from './progress/createProgress.js';
export { renderRunResult, type RenderRunResultOptions } from './run/renderRunResult.js';
export { collectHeld, type HeldCollector, type HeldResource } from './run/held.js';
export { renderRuns } from './run/renderRuns.js';
export { renderRun, type RenderRunOptions } from './run/renderRun.js';
export { analyseRun, type RunAnalysis, type ResourceRun } from './run/analyseRun.js';
export { renderAudit, renderVerification } from './audit/renderAudit.js';
export { renderError } from './renderError.js';
export { renderGraph, type GraphFormat } from './graph/renderGraph.js';
export { planMarkdown, type PlanMarkdownOptions } from './markdown/planMarkdown.js';
export { MARKDOWN_LIMITS, type MarkdownPlace } from './markdown/fit.js';
export { checkReport, isDifference, type CheckContext } from './drift/checkReport.js';
export { unmanagedItems } from './drift/unmanagedItems.js';
export { withCheck } from './drift/checkHistory.js';
export { replaceMetrics } from './metrics/textfile.js';
export { checkLine, syncLine } from './watch/checkLine.js';
export { statusDocument, type WatchTimes } from './watch/statusDocument.js';
export { statusPage } from './watch/statusPage.js';
export { slackFailure, slackMessage, type SlackMessage } from './slack/slackMessage.js';
export { renderAlertRules } from './alerts/alertRules.js';
export {
  renderAlertmanager,
  SLACK_TEMPLATE,
  type AlertmanagerOptions,
} from './alerts/alertmanager.js';
export { reportDocument, type ReadJournal } from './document/reportDocument.js';
export { reportJsonSchema, reportSchema, type RunReport } from './document/reportSchema.js';
export { renderReportPage } from './html/run/reportPage.js';
export { renderRunbook } from './runbook/renderRunbook.js';
export { runbookContent, type RunbookRequest } from './runbook/runbookContent.js';
export { renderRunbookPage } from './runbook/runbookPage.js';
export { changedLines } from './runbook/changedLines.js';
export { renderLivePage } from './html/live/livePage.js';
export { LiveState, liveVerdict } from './html/live/liveState.js';
export type { LiveView } from './html/live/liveTypes.js';
export { secondsAtRealSpeed } from './run/realSpeed.js';
export { drillJsonSchema, drillSchema, type Drill, type Scenario } from './drills/drillSchema.js';
export { drillTrend, type DrillTrend } from './drills/drillTrend.js';
export { renderDrills } from './drills/renderDrills.js';
export { drillsPage } from './drills/drillsPage.js';
export { drillMetrics } from './metrics/drillMetrics.js';
export { gradeOf, type Grade } from './gameDay/gradeOf.js';
export { renderGrade } from './gameDay/renderGrade.js';
export { renderInvitation, type Invitation } from './gameDay/renderInvitation.js';
