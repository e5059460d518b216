import type { GroupSentinel, Sentinel, SentinelQuorum } from "@/lib/contract";
import type { InstanceId, Member, Resolve } from "@/lib/group/member";
import { formatAddress } from "@/lib/info/address";
import type { QuorumVerdict } from "@/lib/info/sentinel";
import { timestamp } from "@/lib/units";
import { remember, type SentinelMemory } from "./memory";
import type { KnownSentinel, SentinelReading, SentinelView } from "./reading";

interface Known {
  readonly members: ReadonlyMap<InstanceId, Member>;
  readonly resolve: Resolve;
}

/**
 * The contract's view of a group's Sentinels; null where none is known. Changes `memory`.
 * @param known by address, each once
 */
export function sentinelOf(
  known: readonly KnownSentinel[],
  group: Known,
  memory: SentinelMemory,
): GroupSentinel | null {
  if (known.length === 0) return null;
  const sentinels = known.map(({ address, reading }) => sentinelAt(address, reading, group));
  const views = known.flatMap(({ reading }) => viewOf(reading) ?? []);
  const sampledAt = newest(known);
  const primary = agreedOn(sentinels);
  if (primary !== null) {
    const epochs = sentinels.flatMap((one) => (one.primary === primary ? (one.epoch ?? []) : []));
    remember(memory, primary, Math.max(...epochs), sampledAt);
  }
  const [first] = views;
  if (first !== undefined) {
    const { name, quorum } = first.watched;
    memory.told = { name, quorum, known: Math.max(...views.map(({ watched }) => watched.others + 1)) };
  }
  return {
    name: memory.told?.name ?? null,
    sentinels,
    quorum: memory.told?.quorum ?? null,
    known: memory.told?.known ?? sentinels.length,
    up: sentinels.filter(({ reachable }) => reachable).length,
    ckquorum: quorumOf(views),
    primary,
    failingOver: views.some(({ watched }) => watched.failingOver),
    lastFailover: memory.last,
    sampledAt,
  };
}

const viewOf = (reading: SentinelReading | null): SentinelView | null =>
  reading?.state === "reached" ? reading.view : null;

function sentinelAt(address: string, reading: SentinelReading | null, group: Known): Sentinel {
  const view = viewOf(reading);
  const reached = reading?.state === "reached" ? reading : null;
  const named = view === null ? null : (view.clients ?? view.watched.address);
  const primary = view === null ? null : instanceNamed(view, group);
  return {
    address,
    reachable: reached !== null,
    problem: problemOf(reading),
    runId: reached?.sentinelId ?? null,
    product: reached?.server?.product ?? null,
    version: reached?.server?.version ?? null,
    primary,
    primaryAddress: named === null ? null : formatAddress(named),
    elsewhere: view !== null && primary === null && isElsewhere(view, group),
    epoch: view?.watched.epoch ?? null,
    down: view?.watched.down ?? null,
    failingOver: view?.watched.failingOver ?? null,
    ckquorum: view?.quorum == null ? null : verdict(view.quorum),
  };
}

/** The problem of a Sentinel that nobody has asked yet. */
export const NOT_ASKED = "It was not asked yet.";

function problemOf(reading: SentinelReading | null): string | null {
  if (reading === null) return NOT_ASKED;
  if (reading.state === "unreachable") return reading.detail;
  if (reading.view === null) return "It watches no primary that is one of this group's instances.";
  return reading.tilt === true
    ? "It is in TILT mode: it stood still or its clock jumped, so for 30 s it watches and does not act."
    : null;
}

/**
 * By the address, through the group's translations, and where that leads nowhere by the run id: a Sentinel may know the
 * primary by a host name, or by an address of a network we are not in.
 */
function instanceNamed(view: SentinelView, { members, resolve }: Known): InstanceId | null {
  const byAddress = resolve(view.clients ?? view.watched.address);
  if (byAddress !== null) return byAddress;
  const runId = runIdOf(view);
  if (runId === null) return null;
  for (const [id, { slow }] of members) if (slow?.server?.runId === runId) return id;
  return null;
}

/** The run id of what it sends clients to; that of the old primary says nothing of the new one. */
function runIdOf({ clients, watched }: SentinelView): string | null {
  const isWatched = clients === null || formatAddress(clients) === formatAddress(watched.address);
  return isWatched ? watched.runId : null;
}

/** Only where every member's run id is known can one be none of theirs. */
const isElsewhere = (view: SentinelView, { members }: Known): boolean =>
  runIdOf(view) !== null && [...members.values()].every(({ slow }) => slow?.server != null);

/** The instance that more than half of those that know the group name. */
function agreedOn(sentinels: readonly Sentinel[]): InstanceId | null {
  const knowing = sentinels.filter(({ epoch }) => epoch !== null);
  const names = knowing.map(({ primary }) => primary);
  const most = names.find((name) => name !== null && 2 * count(names, name) > names.length);
  return most ?? null;
}

const count = (names: readonly unknown[], name: unknown): number =>
  names.filter((one) => one === name).length;

const verdict = ({ ok, text }: QuorumVerdict): SentinelQuorum => ({ ok, text });

/** One that reaches the quorum is enough for a failover; of several alike, the one that counts most. */
function quorumOf(views: readonly SentinelView[]): SentinelQuorum | null {
  const verdicts = views.flatMap(({ quorum }) => quorum ?? []);
  const [best] = verdicts.sort((a, b) => Number(b.ok) - Number(a.ok) || (b.usable ?? 0) - (a.usable ?? 0));
  return best === undefined ? null : verdict(best);
}

const newest = (known: readonly KnownSentinel[]): string | null => {
  const times = known.flatMap(({ reading }) => (reading?.state === "reached" ? reading.at.receivedMs : []));
  return times.length === 0 ? null : timestamp(Math.max(...times));
};
