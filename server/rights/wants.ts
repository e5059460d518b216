import { type Credentials, type Party, type Right, ruleText, wordsOf } from "@/lib/acl";
import type { Want } from "./ask";

const isOurs = (party: Party): party is Credentials => party !== "replica";

/** What is to be asked for these rows: rules that one command needs together are one question. */
export function wantsFor(rights: readonly Right[], heartbeatPrefix?: string): Want[] {
  const wants = new Map<string, Want>();
  for (const right of rights) {
    if (!isOurs(right.party)) continue;
    const words = wordsOf(right, heartbeatPrefix);
    const key = JSON.stringify([right.party, words]);
    const rules = [...(wants.get(key)?.rules ?? []), ruleText(right, heartbeatPrefix)];
    wants.set(key, { as: right.party, words, rules, safe: right.safe });
  }
  return [...wants.values()];
}
