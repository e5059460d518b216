export type { AuxFields } from "./aux-fields";
export type { DatabaseCount } from "./counts";
export { Crc64 } from "./crc64";
export { EntryReader } from "./entries";
export type { Entry, EntrySink } from "./entry";
export { RdbFault, type RdbFaultCode } from "./fault";
export { FOOTER_BYTES, PayloadSum } from "./payload";
export { RdbReader, type RdbReport } from "./reader";
export { isExpired, type Survey, Surveyor } from "./survey";
