export type { Clock, FleetOptions, GroupConfig, Log, PollOptions } from "./config";
export { createFleet } from "./fleet";
export { slug } from "./slug";
