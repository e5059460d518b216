export { type Answer, type Granted, isCovered, mayRun, readGranted } from "./granted";
export { type AclName, type AclOptions, makeAcl, rightsOf, ruleText, wordsOf } from "./make";
export { grant, type MissingRight, missingText, ruleFor, spoken } from "./missing";
export { type Credentials, HEARTBEAT_KEYS, type Part, type Party, type Right, rights } from "./rights";
export { senderOf } from "./sender";
