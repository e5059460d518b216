import type { Logger } from "pino";
import type { Store } from "@/server/ports";
import { auditSparingly } from "@/server/record/sparingly";
import type { Forbidden } from "./who";

/** What of a path is kept. Characters. */
const keptLength = 200;

/** Writes into the audit who asked for more than they may, or for what they do not see, ten a minute at most. */
export function forbiddenIn(
  audit: Pick<Store["audit"], "append">,
  clock: { log: Logger; now: () => number },
): Forbidden {
  const write = auditSparingly(audit, clock);
  return ({ actor }, { what, needs, group, code }) =>
    write({
      actor,
      kind: "denied",
      group,
      instance: null,
      run: null,
      detail: { code, asked: what.slice(0, keptLength), needs },
    });
}
