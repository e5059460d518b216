import type { Plan, Run } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { parseInfo } from "@/lib/info/parse";
import type { Fleet } from "@/server/ports";

/** How often an upstream has let replicas continue and copied itself to them, since it started. */
interface Served {
  readonly partial: number;
  readonly full: number;
}

/** What each upstream says; null: one of them did not, and half a sum is no sum. */
export type SyncCounts = ReadonlyMap<InstanceId, Served> | null;

const ASK_MS = 500;

/** The upstreams whose replicas this plan has reconnect. */
export const servingIn = ({ effects }: Pick<Plan, "effects">): InstanceId[] => [
  ...new Set(effects.filter(({ resync }) => resync !== "none").map(({ link }) => link.upstream)),
];

/** Asks `upstreams` for their counters (INFO stats: `sync_full`, `sync_partial_ok`; replication.c, masterTryPartialResynchronization). */
export async function readSyncCounts(
  fleet: Pick<Fleet, "command">,
  upstreams: readonly InstanceId[],
): Promise<SyncCounts> {
  const said = await Promise.all(upstreams.map(async (id) => [id, await readOne(fleet, id)] as const));
  const known = said.flatMap(([id, served]) => (served === null ? [] : [[id, served] as const]));
  return known.length < said.length ? null : new Map(known);
}

async function readOne(fleet: Pick<Fleet, "command">, id: InstanceId): Promise<Served | null> {
  const outcome = await fleet.command(id, ["INFO", "stats"], { as: "poller", deadlineMs: ASK_MS });
  const parsed = outcome.state === "replied" ? parseInfo(String(outcome.reply)) : null;
  if (parsed === null || !parsed.ok) return null;
  const [partial, full] = ["sync_partial_ok", "sync_full"].map((name) => countOf(parsed.value.get(name)));
  return partial == null || full == null ? null : { partial, full };
}

const countOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** What was served between two readings. A counter that fell belongs to a server that was started anew: null. */
export function servedBetween(before: SyncCounts, after: SyncCounts): Run["counted"] {
  if (before === null || after === null) return null;
  const sum = { partial: 0, full: 0 };
  for (const [id, now] of after) {
    const then = before.get(id);
    if (then === undefined || now.partial < then.partial || now.full < then.full) return null;
    sum.partial += now.partial - then.partial;
    sum.full += now.full - then.full;
  }
  return sum;
}
