export { type AclName, type AclOptions, makeAcl, rightsOf, ruleText, wordsOf } from "./make";
export { type Credentials, HEARTBEAT_KEYS, type Part, type Party, type Right, rights } from "./rights";
export { senderOf } from "./sender";
