import { formatBytes, formatPercent } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import { LOOK_EVERY_MS } from "./await";
import type { Look, StepContext } from "./row";

/** Without a sign of life a link is given up after this long. */
const SILENCE_MS = 30_000;

/** What of a step's context the watch uses. */
export type LinkContext = Pick<StepContext, "now" | "member" | "resolve" | "nameOf" | "report">;

/** How long a link has shown no sign of life; a copy under way is one, however long it takes. */
export interface LinkWatch {
  /** Null: it may still come up. Else why it is given up. */
  judge(look: Look): string | null;
}

/**
 * Watches a link that should come up. Signs of life: more bytes of the copy, a rising share of the load, or the
 * upstream listing the replica in any state. A refused login shows none of them, though the replica tries on for ever.
 */
export function watchLink(context: LinkContext, replica: InstanceId, upstream: InstanceId): LinkWatch {
  let silentMs = 0;
  let lastLookMs = context.now();
  let mostBytes = -1;
  let mostLoaded = -1;

  const isAlive = (look: Look): boolean => {
    const view = look(replica);
    const bytes = view?.following?.sync?.readBytes ?? -1;
    const loaded = context.member(replica)?.slow?.persistence?.loadingProgress ?? -1;
    const grew = bytes > mostBytes || loaded > mostLoaded;
    mostBytes = Math.max(mostBytes, bytes);
    mostLoaded = Math.max(mostLoaded, loaded);
    const listed = look(upstream)?.listed.some((line) => context.resolve(line.address) === replica) ?? false;
    return grew || listed;
  };

  return {
    judge(look) {
      const now = context.now();
      const passed = Math.min(now - lastLookMs, 20 * LOOK_EVERY_MS);
      lastLookMs = now;
      if (isAlive(look)) {
        silentMs = 0;
        report(context, look, replica, upstream);
        return null;
      }
      silentMs += passed;
      report(context, look, replica, upstream);
      return silentMs < SILENCE_MS ? null : describe(context, look, replica, upstream);
    },
  };
}

function report(context: LinkContext, look: Look, replica: InstanceId, upstream: InstanceId): void {
  const sync = look(replica)?.following?.sync ?? null;
  if (sync === null) {
    context.report({
      text: describe(context, look, replica, upstream),
      fraction: context.member(replica)?.slow?.persistence?.loadingProgress ?? null,
      etaSeconds: null,
    });
    return;
  }
  const { readBytes, totalBytes } = sync;
  const fraction =
    readBytes !== null && totalBytes !== null && totalBytes > 0 ? Math.min(1, readBytes / totalBytes) : null;
  const text =
    fraction === null
      ? `Full resync: ${formatBytes(readBytes)} received, total unknown`
      : `Full resync: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)} received (${formatPercent(fraction)})`;
  context.report({ text, fraction, etaSeconds: null });
}

/** What INFO says of the link, in one sentence. */
function describe(context: LinkContext, look: Look, replica: InstanceId, upstream: InstanceId): string {
  const [name, of] = [context.nameOf(replica), context.nameOf(upstream)];
  const view = look(replica);
  if (view === null) return `${name} does not answer`;
  if (view.following === null) return `${name} says it is a primary`;
  if (context.resolve(view.following.upstream) !== upstream) return `${name} does not follow ${of} yet`;
  const upstreamAnswers = look(upstream) !== null;
  return upstreamAnswers
    ? `The link of ${name} to ${of} is not up, and ${of} does not list it`
    : `The link of ${name} is not up, and ${of} does not answer`;
}
