import type { InstanceId, Resolve } from "@/lib/group/member";
import type { Look } from "./row";

/**
 * How a link that was ordered stands. `copied`: the replica has loaded its copy and calls the link up, but its upstream is not
 * done with it: a next copy would run beside this one.
 */
export type LinkStand = "up" | "copied" | "coming" | "elsewhere" | "unreadable";

/**
 * A replica calls its link up as soon as it has loaded the copy; its upstream counts it as online a moment later, once the
 * child process that made the copy has ended. An upstream that cannot be read, or lists nobody of that address, is no reason to wait.
 * Source: replication.c, replicaPutOnline and updateSlavesWaitingBgsave.
 */
export function linkStand(
  { resolve }: { readonly resolve: Resolve },
  look: Look,
  replica: InstanceId,
  upstream: InstanceId,
): LinkStand {
  const view = look(replica);
  if (view === null) return "unreadable";
  if (view.following === null || resolve(view.following.upstream) !== upstream) return "elsewhere";
  if (!view.following.linkUp) return "coming";
  const lines = (look(upstream)?.listed ?? []).filter((line) => resolve(line.address) === replica);
  return lines.some(({ state }) => state !== "online") ? "copied" : "up";
}
