import type { Logger } from "pino";
import type { Store } from "@/server/ports";
import { auditSparingly } from "@/server/record/sparingly";
import type { OriginDenied } from "./guards";

/** What of a foreign text is kept. Characters. */
const keptLength = 200;

/** Writes refused Origins into the audit, ten a minute at most. */
export function denyOrigins(
  audit: Pick<Store["audit"], "append">,
  clock: { log: Logger; now: () => number },
): OriginDenied {
  const write = auditSparingly(audit, clock);
  return ({ what, origin }) => {
    const detail = {
      code: "bad-origin",
      asked: what.slice(0, keptLength),
      origin: origin?.slice(0, keptLength) ?? null,
    };
    write({ actor: null, kind: "denied", group: null, instance: null, run: null, detail });
  };
}
