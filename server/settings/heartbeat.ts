import { formatDuration } from "@/lib/duration";
import { err, ok } from "@/lib/result";
import { duration, flag, parsed, section } from "./leaves";

const minuteMs = 60_000;

/** A key's beginning that needs no quoting in an ACL rule, and is no pattern and no hash tag there. */
const prefix = parsed("1 to 100 letters, digits and : . _ -", (raw) =>
  /^[A-Za-z0-9:._-]{1,100}$/.test(raw) ? ok(raw) : err(""),
);

/** Off by default: a watcher that nobody asked to write must not. */
export const heartbeatSection = section({
  enabled: flag().prefault(false),
  prefix: prefix.prefault("tidemark:heartbeat"),
  interval: duration(100, minuteMs).prefault("1s"),
  ttl: duration(1000, 10 * minuteMs).prefault("30s"),
}).superRefine(({ interval, ttl }, context) => {
  // Else a single write that fails lets the key expire, and every replica shows none.
  if (ttl <= 2 * interval)
    context.addIssue({
      code: "custom",
      path: ["ttl"],
      message: `allowed: more than twice heartbeat.interval, which is ${formatDuration(interval)}`,
    });
});

/** Why the heartbeat cannot be on: `actions.enabled: false` is a promise that nothing is ever written. */
export const heartbeatNeedsActions =
  "a heartbeat is a write, and actions.enabled is false: allowed: false, or actions.enabled: true";
