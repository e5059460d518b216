import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { Reading } from "@/lib/info/view";
import type { Interval } from "@/lib/units";
import type { Exchange } from "@/server/redis/connection";
import { errorCode, type Failure, fromGreeting, noRights } from "@/server/redis/failure";

/** What the outcome of INFO replication says of the instance. */
export function takeReading(exchange: Exchange, at: Interval): Reading {
  switch (exchange.state) {
    case "unsent":
    case "unknown":
      return unreachable(exchange.failure, at);
    case "refused":
      return takeRefusal(exchange.message, at);
    case "replied": {
      if (typeof exchange.reply !== "string")
        return { state: "unreadable", at, field: "INFO", detail: "The reply is no text." };
      const fields = parseInfo(exchange.reply, "refused");
      const view = fields.ok ? readReplication(fields.value) : fields;
      return view.ok
        ? { state: "reached", at, view: view.value }
        : { state: "unreadable", at, field: view.error.field, detail: view.error.detail };
    }
  }
}

export const unreachable = (failure: Failure, at: Interval): Reading => ({
  state: "unreachable",
  at,
  reason: failure.reason,
  detail: failure.detail,
  ...(failure.noRoute && { noRoute: failure.noRoute }),
});

function takeRefusal(message: string, at: Interval): Reading {
  const code = errorCode(message);
  const failure = code === "NOPERM" ? noRights("INFO") : fromGreeting(message);
  if (failure !== null) return unreachable(failure, at);
  const named = code === null ? "" : ` (${code})`;
  return { state: "unreadable", at, field: "INFO", detail: `It refuses INFO${named}.` };
}
