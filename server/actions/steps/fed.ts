import type { InstanceId } from "@/lib/group/member";
import { LOOK_EVERY_MS } from "./await";
import type { StepContext } from "./row";

/** An upstream that keeps up comes to where its own upstream stood within moments. */
const PATIENCE_MS = 5000;

/** What of a step's context this uses. */
export type FedContext = Pick<StepContext, "now" | "wait" | "look" | "resolve" | "nameOf" | "cancelled">;

/**
 * Waits until the new upstream has come to where the replica, and the upstream's own upstream, stood when it was first asked.
 * A replica that was copied to a moment ago calls its link up and is listed as online, but is sent nothing before its first
 * ACK, up to a second later: whoever was told to follow it meanwhile would be ahead of it, and copy everything.
 * @returns why the replica must not be told; null: it may, or there is nothing that could be compared
 */
export async function whyNotFed(
  context: FedContext,
  replica: InstanceId,
  upstream: InstanceId,
): Promise<string | null> {
  const untilMs = context.now() + PATIENCE_MS;
  let mark: number | null = null;
  let above: InstanceId | null = null;
  for (;;) {
    const look = await context.look([replica, upstream, ...(above === null ? [] : [above])]);
    const [own, gives] = [look(replica), look(upstream)];
    if (own === null || gives === null || gives.following === null || own.replid !== gives.replid)
      return null;
    if (mark !== null && gives.offset >= mark) return null;
    if (above === null) above = context.resolve(gives.following.upstream);
    else if (mark === null) mark = Math.max(own.offset, look(above)?.offset ?? 0);
    if (above === null) mark ??= own.offset;
    if (context.now() >= untilMs || context.cancelled())
      return `${context.nameOf(upstream)} has not come to where ${context.nameOf(replica)} stands, which would copy everything from it. Nothing was sent.`;
    await context.wait(LOOK_EVERY_MS);
  }
}
