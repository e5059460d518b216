export { createActions } from "./actions";
export type { ActionsDeps, Clock } from "./deps";
