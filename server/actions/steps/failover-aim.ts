import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { ListedReplica } from "@/lib/info/view";
import type { StepContext } from "./row";

/** Replicas acknowledge once a second by their cron, which runs a little late: 1003 to 1009 ms were measured. */
const ACK_PERIOD_MS = 1006;
/** So much before the expected ACK the command arrives; later than the ACK would cost a whole period. */
const LEAD_MS = 10;
/** A slow machine or network makes the lead longer, and so does each miss, up to this: a try lasts 100 ms. */
const MOST_LEAD_MS = 60;
const LOOK_MS = 4;
/** An ACK that was not seen by then is not waited for. */
const PATIENCE_MS = 2500;

/** What of a step's context the aim uses. */
export type AimContext = Pick<
  StepContext,
  "step" | "report" | "now" | "wait" | "ask" | "resolve" | "cancelled"
>;

/** How an aim ended: the moment has come, no ACK was seen to aim at, or the run was cancelled meanwhile. */
export type Aim = "aimed" | "no-ack" | "cancelled";

/**
 * FAILOVER holds writes back until the target's next REPLCONF ACK, which comes once a second. Its moment shows in INFO
 * as the drop of the target's `lag` from 1 to 0, also on an idle primary; sent shortly before the next one, the pause
 * is some milliseconds long instead of half a second.
 * @param misses how many tries have missed before
 * Source: replication.c, replicationCron and updateFailoverStatus; server.c, genRedisInfoString.
 */
export async function aimAtAck(context: AimContext, misses = 0): Promise<Aim> {
  const attempt = misses === 0 ? "Waiting" : `Try ${misses + 1}: waiting`;
  context.report({ text: `${attempt} for the shortest write pause`, fraction: null, etaSeconds: null });
  const startedMs = context.now();
  let before: number | null = null;
  let slowestMs = 0;
  while (context.now() - startedMs < PATIENCE_MS) {
    if (context.cancelled()) return "cancelled";
    const askedMs = context.now();
    const seconds = (await targetLine(context))?.lastAckSeconds ?? null;
    if (seconds === null) return "no-ack";
    slowestMs = Math.max(slowestMs, context.now() - askedMs);
    if (before !== null && before > 0 && seconds === 0) {
      const leadMs = Math.min(LEAD_MS * (1 + misses) + slowestMs, MOST_LEAD_MS);
      const nextMs = askedMs + ACK_PERIOD_MS - leadMs;
      await context.wait(Math.max(0, nextMs - context.now()));
      return context.cancelled() ? "cancelled" : "aimed";
    }
    before = seconds;
    await context.wait(LOOK_MS);
  }
  return "no-ack";
}

/** How the primary lists the target now; null when it does not, or did not answer. */
async function targetLine(context: AimContext): Promise<ListedReplica | null> {
  const text = await context.ask(["INFO", "replication"]);
  const fields = typeof text === "string" ? parseInfo(text) : null;
  const view = fields?.ok === true ? readReplication(fields.value) : null;
  if (view?.ok !== true) return null;
  return view.value.listed.find((line) => context.resolve(line.address) === context.step.peer) ?? null;
}
