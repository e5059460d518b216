export { type FindOptions, findServer, type ServerBinary } from "./find-server";
export { freePort, portIsFree } from "./free-port";
export { type LocalSentinelOptions, startLocalSentinel } from "./local-sentinel";
export { type LocalServer, type StartOptions, startServer } from "./local-server";
export type { ServerSettings, ServerTls } from "./server-config";
export { sweepStrays } from "./strays";
