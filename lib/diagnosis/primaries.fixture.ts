import type { Finding } from "@/lib/contract";
import { type DeriveInput, deriveGroup } from "@/lib/group/derive";
import type { Member } from "@/lib/group/member";
import {
  deriveInput,
  heardFleet,
  listed,
  membersOf,
  primaryView,
  reached,
  replicaView,
  START_MS,
  silent,
  slowFacts,
} from "@/lib/group/members.fixture";
import type { PersistenceView, SlowFacts } from "@/lib/info/view";
import { toOffset } from "@/lib/units";

export const P = "us-1:6379";
export const A = "eu-1:6379";
export const B = "eu-2:6379";
const NOT_LINKED = { linkUp: false, downSeconds: 5, lastIoSeconds: null };

export type Scene = (ms: number) => Member[];

export const idlePersistence: PersistenceView = {
  loading: false,
  asyncLoading: false,
  loadingProgress: null,
  loadingEtaSeconds: null,
  saving: false,
  saveKeys: null,
  saveSeconds: null,
  lastSaveUnixSeconds: 1,
  lastSaveOk: true,
  saves: 0,
  aof: false,
  aofRewriting: false,
};

/** Slow facts of a process with these keys. */
export function facts(ms: number, runId: string, keys: number, over: Partial<SlowFacts> = {}): SlowFacts {
  const slow = slowFacts(ms);
  const server = slow.server === null ? null : { ...slow.server, runId };
  const history = { role: "primary" as const, replid: "a", previousReplid: null };
  return { ...slow, server, history, keyspace: { keys, expires: 0 }, persistence: idlePersistence, ...over };
}

export const settings = (over: Readonly<Record<string, string>> = {}): SlowFacts["config"] =>
  new Map(Object.entries({ save: "3600 1", "stop-writes-on-bgsave-error": "yes", ...over }));

/** A healthy group, with some of its members otherwise. */
export const group =
  (...changed: ((ms: number) => Member)[]): Scene =>
  (ms) => {
    const members = membersOf(
      reached(P, ms + 2, primaryView(1000 + ms, [A, B])),
      reached(A, ms, replicaView(1000 + ms, P)),
      reached(B, ms, replicaView(1000 + ms, P)),
    );
    for (const change of changed) members.set(change(ms).id, change(ms));
    return [...members.values()];
  };

export const hung =
  (id: string) =>
  (ms: number): Member => {
    const member = membersOf(...group()(0)).get(id);
    if (member === undefined) throw new Error(`no ${id}`);
    return silent(member, ms, 2, "timeout");
  };

/** A linked replica that has heard nothing for so long. */
export const deaf =
  (id: string, lastIoSeconds: number) =>
  (ms: number): Member =>
    reached(id, ms, replicaView(1000, P, { lastIoSeconds }));
export const primaryWith =
  (over: (ms: number) => Partial<SlowFacts>) =>
  (ms: number): Member =>
    reached(P, ms + 2, primaryView(1000 + ms, [A, B]), facts(ms, "p", 100, over(ms)));
const timed =
  (id: string, aheadMs: number, errorMs: number) =>
  (ms: number): Member => {
    const slow = facts(ms, id, 1, { clock: { aheadMs, errorMs } });
    return reached(id, ms, id === P ? primaryView(1000 + ms, [A, B]) : replicaView(1000 + ms, P), slow);
  };

/** The primary restarts after 2 s, as `after` says. */
export const restarts =
  (after: (ms: number) => Member): Scene =>
  (ms) =>
    ms < 2000
      ? group(primaryWith(() => ({})))(ms)
      : group(
          after,
          ...[A, B].map((id) => (at: number) => reached(id, at, replicaView(900, P, NOT_LINKED))),
        )(ms);

/** A has taken over from P, which follows it; B still follows P. */
const chain: Scene = (ms) => [
  reached(A, ms + 2, primaryView(1000 + ms, [P], { replid: "n" })),
  reached(P, ms + 1, replicaView(1000 + ms, A, {}, { replid: "n" })),
  reached(B, ms, replicaView(1000 + ms, P, {}, { replid: "n" })),
];

export const misannounced = (lastIoSeconds: number): Scene =>
  group(
    (ms) => reached(P, ms + 2, primaryView(1000 + ms, [], { listed: [listed(A), listed("10.9.8.7:6379")] })),
    deaf(B, lastIoSeconds),
  );

const follows =
  (upstream: (ms: number) => string, configFile: string | null) =>
  (ms: number): Member => {
    const slow = facts(ms, "b", 1);
    const server = slow.server === null ? null : { ...slow.server, configFile };
    return reached(B, ms, replicaView(1000 + ms, upstream(ms)), { ...slow, server });
  };

const silence = { sinceMs: START_MS, instances: 3, hosts: 3, groups: 1 };
export const unheard: Partial<DeriveInput> = {
  fleet: { ...heardFleet(START_MS + 3000), lastAnswerMs: START_MS, silence },
};
export const allHung = group(hung(P), hung(A), hung(B));

/** For each finding about primaries, identity, hosts and Tidemark itself, what fires it and what does not. */
export const primariesCases: Record<
  | "poller-cut-off"
  | "frozen-primary"
  | "wiped-primary"
  | "writes-refused"
  | "memory-full"
  | "orphan-primary"
  | "chain-after-failover"
  | "announce-unreachable"
  | "clock-skew"
  | "config-not-saved"
  | "primary-without-persistence"
  | "monitor-lacks-rights",
  {
    readonly fires: [scene: Scene, seconds?: number, over?: Partial<DeriveInput>];
    readonly silent: [why: string, scene: Scene, seconds?: number, over?: Partial<DeriveInput>];
  }
> = {
  "poller-cut-off": {
    fires: [allHung, 1, unheard],
    silent: ["while an instance of another group answers", allHung],
  },
  "frozen-primary": {
    fires: [group(hung(P), deaf(A, 20), deaf(B, 21))],
    silent: ["while a replica still hears from it", group(hung(P), deaf(A, 20), deaf(B, 3))],
  },
  "wiped-primary": {
    fires: [
      restarts((ms) =>
        reached(
          P,
          ms,
          primaryView(0, [], { replid: "z" }),
          facts(ms, "q", 0, { history: { role: "primary", replid: "z", previousReplid: null } }),
        ),
      ),
      3,
    ],
    silent: [
      "after FLUSHALL, which somebody meant",
      (ms) => group(primaryWith(() => ({ keyspace: { keys: ms < 2000 ? 100 : 0, expires: 0 } })))(ms),
      4,
    ],
  },
  "writes-refused": {
    fires: [
      group(
        primaryWith(() => ({ config: settings(), persistence: { ...idlePersistence, lastSaveOk: false } })),
      ),
    ],
    silent: [
      "for a failed save after which writes go on",
      group(
        primaryWith(() => ({
          config: settings({ "stop-writes-on-bgsave-error": "no" }),
          persistence: { ...idlePersistence, lastSaveOk: false },
        })),
      ),
    ],
  },
  "memory-full": {
    fires: [
      group(primaryWith(() => ({ memory: { usedBytes: 1_048_600, dataBytes: null, maxBytes: 1_048_576 } }))),
    ],
    silent: [
      "for what the buffers of replicas take, which do not count",
      group(
        primaryWith((ms) => ({
          memory: { usedBytes: 1_048_600, dataBytes: null, maxBytes: 1_048_576 },
          limits: { ...slowFacts(ms).limits, uncountedBytes: 200_000 },
        })),
      ),
    ],
  },
  "orphan-primary": {
    fires: [
      group((ms) =>
        reached(
          B,
          ms,
          primaryView(1000, [], { replid: "n", previousReplid: "a", previousReplidUntil: toOffset(901) }),
        ),
      ),
    ],
    silent: [
      "for a primary of a history of its own",
      group((ms) => reached(B, ms, primaryView(1000, [], { replid: "n" }))),
    ],
  },
  "chain-after-failover": {
    fires: [(ms) => (ms < 2000 ? group()(ms) : chain(ms)), 14],
    silent: ["for a chain that was there from the start", chain, 30],
  },
  "announce-unreachable": {
    fires: [misannounced(1), 13],
    silent: ["for a link whose far end has given it up", misannounced(20), 30],
  },
  "clock-skew": {
    fires: [group(timed(P, 100, 5), timed(B, 2600, 5)), 15],
    silent: [
      "where the clocks were asked too slowly to be sure",
      group(timed(P, 100, 5), timed(B, 2600, 500)),
      20,
    ],
  },
  "config-not-saved": {
    fires: [group(follows((ms) => (ms < 2000 ? P : A), null)), 4],
    silent: [
      "where a config file can keep it",
      group(follows((ms) => (ms < 2000 ? P : A), "/etc/redis.conf")),
      4,
    ],
  },
  "primary-without-persistence": {
    fires: [group(primaryWith(() => ({ config: settings({ save: "" }) })))],
    silent: ["for one with save points", group(primaryWith(() => ({ config: settings() })))],
  },
  "monitor-lacks-rights": {
    fires: [group(primaryWith(() => ({ config: null, forbidden: ["CONFIG"] })))],
    silent: [
      "where CONFIG is renamed away, which no right would cure",
      group(primaryWith(() => ({ config: null }))),
    ],
  },
};

/** What is open after `seconds` of `scene`, derived once a second. */
export function openAfter(scene: Scene, seconds = 1, over: Partial<DeriveInput> = {}): Finding[] {
  const { tracks, memory } = deriveInput(new Map(), 0);
  let previous: DeriveInput["previous"] = null;
  for (let second = 0; second <= seconds; second += 1) {
    const ms = second * 1000;
    const input = deriveInput(membersOf(...scene(ms)), ms, { tracks, memory, previous, ...over });
    previous = deriveGroup(input).group;
  }
  return previous?.findings ?? [];
}
