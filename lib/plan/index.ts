export type { PlanContext, PlanRefusal, PlanSettings } from "./context";
export { makePlan } from "./make";
export { stalePlan } from "./stale";
export { undoRequest } from "./undo";
export { whatIf } from "./what-if";
