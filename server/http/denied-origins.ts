import type { Logger } from "pino";
import type { Store } from "@/server/ports";
import type { OriginDenied } from "./guards";

/** So many refused Origins are written down in a minute; a page that asks on and on must not fill the disk. */
const mostPerMinute = 10;
const minuteMs = 60_000;
/** What of a foreign text is kept. Characters. */
const keptLength = 200;

/**
 * Writes refused Origins into the audit. Of more than ten in a minute the rest are counted, in the first row of a later
 * minute.
 */
export function denyOrigins(
  audit: Pick<Store["audit"], "append">,
  { log, now }: { log: Logger; now: () => number },
): OriginDenied {
  let minute = Number.NEGATIVE_INFINITY;
  let written = 0;
  let passedOver = 0;
  return ({ what, origin }) => {
    const thisMinute = Math.floor(now() / minuteMs);
    if (thisMinute !== minute) {
      minute = thisMinute;
      written = 0;
    }
    if (written >= mostPerMinute) {
      passedOver += 1;
      return;
    }
    written += 1;
    const detail = {
      code: "bad-origin",
      asked: what.slice(0, keptLength),
      origin: origin?.slice(0, keptLength) ?? null,
      ...(passedOver > 0 && { alsoRefused: passedOver }),
    };
    passedOver = 0;
    audit
      .append([{ actor: null, kind: "denied", group: null, instance: null, run: null, detail }])
      .catch((error: unknown) => log.error({ err: error }, "A refusal could not be written down"));
  };
}
