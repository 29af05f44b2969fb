export { createColours, type Colours } from './text/colours.js';
export { formatSeconds, plural, paceOf } from './text/format.js';
export { shortType, resourceLabel } from './text/names.js';
export { renderPlan, type RenderPlanOptions } from './plan/renderPlan.js';
export { planDocument, type PlanContext } from './document/planDocument.js';
export {
  planDocumentJsonSchema,
  planDocumentSchema,
  type PlanDocument,
} from './document/planSchema.js';
export { eventLine } from './document/eventLine.js';
export { eventJsonSchema, eventSchema, type EventLine } from './document/eventSchema.js';
export { createProgress, type Progress, type ProgressOptions } from './progress/createProgress.js';
export { renderRunResult, type RenderRunResultOptions } from './run/renderRunResult.js';
export { collectHeld, type HeldCollector, type HeldResource } from './run/held.js';
export { renderRuns } from './run/renderRuns.js';
export { renderRun, type RenderRunOptions } from './run/renderRun.js';
export { analyseRun, type RunAnalysis, type ResourceRun } from './run/analyseRun.js';
export { renderError } from './renderError.js';
export { renderGraph, type GraphFormat } from './graph/renderGraph.js';
export { planMarkdown, type PlanMarkdownOptions } from './markdown/planMarkdown.js';
export { MARKDOWN_LIMITS, type MarkdownPlace } from './markdown/fit.js';
