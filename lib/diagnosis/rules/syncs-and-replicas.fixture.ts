import type { FindingCode } from "@/lib/contract";
import type { Member } from "@/lib/group/member";
import {
  backlog,
  intervalAt,
  listed,
  primaryView,
  reached,
  replicaView,
  silent,
  slowFacts,
  statsView,
} from "@/lib/group/members.fixture";
import type { PersistenceView, SlowFacts } from "@/lib/info/view";
import { toOffset } from "@/lib/units";

export const P = "us-1:6379";
export const A = "eu-1:6379";
export const B = "eu-2:6379";
const DOWN = { linkUp: false, downSeconds: 5, lastIoSeconds: null };

type Scene = (ms: number) => Member[];
interface Case {
  readonly fires: [scene: Scene, seconds?: number];
  readonly silent: [why: string, scene: Scene, seconds?: number];
}

/** Slow facts of a server of that version, with these settings. */
export function slowOf(
  ms: number,
  settings: Readonly<Record<string, string>>,
  over: Partial<SlowFacts> = {},
  version = "7.0.15",
  product: "redis" | "valkey" = "redis",
): SlowFacts {
  const slow = slowFacts(ms, { config: new Map(Object.entries(settings)), ...over });
  return { ...slow, server: slow.server === null ? null : { ...slow.server, version, product } };
}

/** A primary and one replica of it. */
export const pair =
  (primary: (ms: number) => Member, replica: (ms: number) => Member): Scene =>
  (ms) => [primary(ms), replica(ms)];
export const upstream =
  (slow: (ms: number) => SlowFacts | null = () => null, lines = [listed(B)]) =>
  (ms: number): Member =>
    reached(P, ms + 2, primaryView(1000 + ms, [], { listed: lines }), slow(ms));
export const linked =
  (slow: (ms: number) => SlowFacts | null = () => null) =>
  (ms: number): Member =>
    reached(B, ms, replicaView(1000 + ms, P), slow(ms));

const copying = { ...DOWN, sync: { readBytes: 10, totalBytes: 1000 } };
/** A replica whose copies break off every other second. */
export const looping = (ms: number): Member =>
  reached(B, ms, replicaView(900, P, ms % 2000 === 0 ? copying : DOWN));
/** An upstream that counts a full copy every `everyMs`. */
export const serving =
  (everyMs: number, stats: (copies: number) => Partial<SlowFacts["stats"]> = () => ({})) =>
  (ms: number): Member => {
    const copies = Math.floor(ms / everyMs);
    const limit = {
      "client-output-buffer-limit": "normal 0 0 0 slave 4194304 0 0 pubsub 33554432 8388608 60",
    };
    return upstream(
      () => slowOf(ms, limit, { stats: statsView({ fullSyncs: copies, ...stats(copies) }) }),
      [listed(B, { state: "wait_bgsave" })],
    )(ms);
  };

/** An upstream that lists nobody and refuses `perSecond` logins. */
export const refusing = (perSecond: number) =>
  upstream(
    (ms) => slowOf(ms, {}, { stats: statsView({ loginErrors: 70 + Math.floor((perSecond * ms) / 1000) }) }),
    [],
  );
export const unlinked = (ms: number): Member => reached(B, ms, replicaView(900, P, DOWN));

const persistence = (lastSaveOk: boolean): PersistenceView => ({
  loading: false,
  asyncLoading: false,
  loadingProgress: null,
  loadingEtaSeconds: null,
  saving: false,
  saveKeys: null,
  saveSeconds: null,
  lastSaveUnixSeconds: 1,
  lastSaveOk,
  saves: 1,
  aof: false,
  aofRewriting: false,
});
const asItComes = {
  save: "3600 1",
  "stop-writes-on-bgsave-error": "yes",
  "replica-ignore-disk-write-errors": "no",
};
const savedBadly = (settings: Readonly<Record<string, string>>) =>
  pair(
    upstream(),
    linked((ms) => slowOf(ms, settings, { persistence: persistence(false) })),
  );

const limited = (setting: string, largestBytes: number): Scene =>
  pair(
    upstream((ms) =>
      slowOf(ms, { "client-output-buffer-limit": setting }, { replicaBuffers: { count: 1, largestBytes } }),
    ),
    linked(),
  );

export const versions = (primary: string, replica: string, following = {}) =>
  pair(
    upstream((ms) => slowOf(ms, {}, {}, primary)),
    (ms) => reached(B, ms, replicaView(1000 + ms, P, following), slowOf(ms, {}, {}, replica)),
  );

/** A replica that gives no reply in time, and how long ago its upstream heard from it. */
export const mute = (lastAckSeconds: number, reason: "refused" | "timeout" = "timeout"): Scene =>
  pair(upstream(undefined, [listed(B, { lastAckSeconds })]), (ms) => ({
    ...silent(linked()(0), ms, 3, reason),
    failingSinceMs: intervalAt(ms - 2000).receivedMs,
  }));

export const quiet = (lastAckSeconds: number, lastIoSeconds: number): Scene =>
  pair(upstream(undefined, [listed(B, { lastAckSeconds })]), (ms) =>
    reached(B, ms, replicaView(1000, P, { lastIoSeconds })),
  );

const emptyBacklog = { active: false, sizeBytes: 1_048_576, firstOffset: null, historyBytes: 0 };
/** A primary without a backlog, whose only replica is gone. */
const forgotten =
  (active: boolean): Scene =>
  (ms) => [
    reached(P, ms, primaryView(1000, [], { backlog: active ? backlog(1000) : emptyBacklog })),
    silent(linked()(0), ms, 5),
  ];

const many = (count: number): Scene =>
  pair(
    upstream(
      (ms) => slowOf(ms, { "repl-diskless-sync": "yes", "repl-diskless-sync-delay": "0" }),
      Array.from({ length: count }, (_, n) => listed(`eu-${n + 2}:6379`)),
    ),
    linked(),
  );

export const puller = listed("10.0.0.9:0", { ackOffset: toOffset(0) });

export const syncAndReplicaCases: {
  readonly [Code in Extract<
    FindingCode,
    | "login-refused"
    | "full-sync-loop"
    | "frozen-replica"
    | "replica-dies-on-failed-save"
    | "link-silent"
    | "rdb-version-skew"
    | "output-buffer-near-limit"
    | "no-backlog"
    | "diskless-load-risk"
    | "many-direct-replicas"
    | "backup-puller"
  >]: Case;
} = {
  "login-refused": {
    fires: [pair(refusing(1), unlinked), 6],
    silent: ["while so few are refused that our own user may be who", pair(refusing(0.5), unlinked), 8],
  },
  "full-sync-loop": {
    fires: [pair(serving(2000), looping), 6],
    silent: [
      "where only the replica says so: its upstream has served one copy",
      pair(serving(6000), looping),
      8,
    ],
  },
  "frozen-replica": {
    fires: [mute(4)],
    silent: ["while its upstream hears from it", mute(1)],
  },
  "replica-dies-on-failed-save": {
    fires: [savedBadly(asItComes)],
    silent: ["where no save points are set", savedBadly({ ...asItComes, save: "" })],
  },
  "link-silent": {
    fires: [quiet(4, 13), 2],
    silent: ["while acknowledgements come, as on an idle primary between two PINGs", quiet(1, 13), 5],
  },
  "rdb-version-skew": {
    fires: [versions("8.0.6", "7.0.15")],
    silent: ["for a replica that is newer than its upstream", versions("7.0.15", "8.0.6")],
  },
  "output-buffer-near-limit": {
    fires: [limited("normal 0 0 0 slave 4194304 0 0 pubsub 33554432 8388608 60", 3_000_000)],
    silent: ["where there is no limit", limited("normal 0 0 0 slave 0 0 0", 3_000_000_000), 60],
  },
  "no-backlog": {
    fires: [forgotten(false), 11],
    silent: ["while it keeps one", forgotten(true), 20],
  },
  "diskless-load-risk": {
    fires: [
      pair(
        upstream(),
        linked((ms) => slowOf(ms, { "repl-diskless-load": "flush-before-load" })),
      ),
    ],
    silent: [
      "where the old data outlives the copy",
      pair(
        upstream(),
        linked((ms) => slowOf(ms, { "repl-diskless-load": "swapdb" })),
      ),
    ],
  },
  "many-direct-replicas": { fires: [many(6)], silent: ["for five", many(5)] },
  "backup-puller": {
    fires: [pair(upstream(undefined, [listed(B), puller]), linked()), 11],
    silent: [
      "for a replica that copies over two connections",
      pair(upstream(undefined, [listed(B), listed(B, { channel: "rdb-channel" })]), linked()),
      20,
    ],
  },
};
