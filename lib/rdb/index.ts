export type { AuxFields } from "./aux-fields";
export type { DatabaseCount } from "./counts";
export { Crc64 } from "./crc64";
export { RdbFault, type RdbFaultCode } from "./fault";
export { RdbReader, type RdbReport } from "./reader";
