import { describe, expect, it } from "vitest";
import { type Finding, FindingCode } from "@/lib/contract";
import type { DeriveInput } from "@/lib/group/derive";
import { deriveGroup } from "@/lib/group/derive";
import type { Member } from "@/lib/group/member";
import {
  backlog,
  deriveInput,
  intervalAt,
  listed,
  membersOf,
  primaryView,
  reached,
  replicaView,
  silent,
  slowFacts,
} from "@/lib/group/members.fixture";
import { sentinel, three, tooFew } from "@/lib/sentinel/sentinels.fixture";
import { toOffset } from "@/lib/units";
import { primariesCases } from "./primaries.fixture";
import { rules } from "./rules";
import { aftermathCases } from "./rules/aftermath.fixture";
import { backupCases } from "./rules/backups.fixture";
import { syncAndReplicaCases } from "./rules/syncs-and-replicas.fixture";

const P = "us-1:6379";
const A = "eu-1:6379";
const B = "eu-2:6379";
const NOT_LINKED = { linkUp: false, downSeconds: 5, lastIoSeconds: null };

type Scene = (ms: number) => Member[];

/** Derives the scene once a second for `seconds`, and gives what is then open. */
function findingsOf(scene: Scene, seconds = 1, over: Partial<DeriveInput> = {}): Finding[] {
  const { tracks, memory } = deriveInput(new Map(), 0);
  let previous: DeriveInput["previous"] = null;
  for (let second = 0; second <= seconds; second += 1) {
    const ms = second * 1000;
    previous = deriveGroup(
      deriveInput(membersOf(...scene(ms)), ms, { tracks, memory, previous, ...over }),
    ).group;
  }
  return previous?.findings ?? [];
}

const codes = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ code }) => code))];

const healthy: Scene = (ms) => [
  reached(P, ms + 2, primaryView(1000 + ms, [A, B])),
  reached(A, ms, replicaView(1000 + ms, P)),
  reached(B, ms, replicaView(1000 + ms, P)),
];
/** The healthy group with some of its members otherwise. */
const but =
  (...changed: ((ms: number) => Member)[]): Scene =>
  (ms) => {
    const members = membersOf(...healthy(ms));
    for (const change of changed) members.set(change(ms).id, change(ms));
    return [...members.values()];
  };
const unlinked =
  (id: string, upstream = P) =>
  (ms: number) =>
    reached(id, ms, replicaView(900, upstream, NOT_LINKED));
const gone =
  (id: string, failures = 2) =>
  (ms: number) => {
    const member = membersOf(...healthy(0)).get(id);
    if (member === undefined) throw new Error(`no ${id}`);
    return silent(member, ms, failures);
  };
const unreadable = (ms: number): Member => ({
  ...gone(B)(ms),
  reading: { state: "unreadable", at: intervalAt(ms), field: "master_repl_offset", detail: "not a number" },
});
/** A primary that writes fast into a small backlog. */
const busy = (ms: number): Member => {
  const offset = 5_000_000 + ms * 100;
  return reached(P, ms + 2, primaryView(offset, [A, B], { backlog: backlog(offset, 1_048_576) }));
};
const follows =
  (id: string, behind: number, following = {}) =>
  (ms: number) =>
    reached(id, ms, replicaView(5_000_000 + ms * 100 - behind, P, following));

/** Of a server that reads what its disk holds. */
const fromDisk = {
  loading: true,
  asyncLoading: false,
  loadingProgress: 0.4,
  loadingEtaSeconds: 3,
  saving: false,
  saveKeys: null,
  saveSeconds: null,
  lastSaveUnixSeconds: 0,
  lastSaveOk: true,
  saves: null,
  aof: false,
  aofRewriting: false,
};

interface Case {
  readonly fires: [scene: Scene, seconds?: number, over?: Partial<DeriveInput>];
  readonly silent: [why: string, scene: Scene, seconds?: number, over?: Partial<DeriveInput>];
}

const cases: { readonly [Code in FindingCode]: Case } = {
  ...aftermathCases,
  ...backupCases,
  ...syncAndReplicaCases,
  ...primariesCases,
  "instance-unreachable": {
    fires: [but(gone(B))],
    silent: ["for a single missed answer", but(gone(B, 1))],
  },
  "instance-unreadable": {
    fires: [but(unreadable)],
    silent: ["for one that does not answer at all", but(gone(B))],
  },
  "primary-unreachable": {
    fires: [but(gone(P), unlinked(A), unlinked(B))],
    silent: ["while a replica is still linked to it", but(gone(P), unlinked(A))],
  },
  "no-primary": {
    fires: [
      but((ms) =>
        reached(P, ms, replicaView(1000, A, NOT_LINKED, { failover: "in-progress", offset: toOffset(1000) })),
      ),
    ],
    silent: ["while the primary merely does not answer", but(gone(P), unlinked(A), unlinked(B))],
  },
  "two-primaries": {
    fires: [but((ms) => reached(B, ms, primaryView(1000)))],
    silent: [
      "for an old primary that does not answer",
      but(gone(P), (ms) => reached(B, ms, primaryView(1000))),
    ],
  },
  ring: {
    fires: [
      but(
        (ms) => reached(A, ms, replicaView(1000, B)),
        (ms) => reached(B, ms, replicaView(1000, A)),
      ),
    ],
    silent: ["for a chain", but((ms) => reached(B, ms, replicaView(1000 + ms, A)))],
  },
  "failover-stuck": {
    fires: [but((ms) => reached(P, ms, primaryView(1000, [A, B], { failover: "waiting-for-sync" }))), 11],
    silent: [
      "for one that has just begun",
      but((ms) => reached(P, ms, primaryView(1000, [A, B], { failover: "waiting-for-sync" }))),
      5,
    ],
  },
  "link-down": {
    fires: [but(unlinked(B))],
    silent: [
      "for a replica whose primary is gone: that is said once",
      but(gone(P), unlinked(A), unlinked(B)),
    ],
  },
  "lag-high": {
    fires: [but(busy, follows(A, 0), follows(B, 500_000)), 30],
    silent: ["for a lag shorter than the threshold", but(busy, follows(A, 0), follows(B, 50_000)), 30],
  },
  "backlog-at-risk": {
    fires: [but(busy, follows(A, 0), follows(B, 0)), 20],
    silent: ["while little is written", healthy, 20],
  },
  "replica-ahead": {
    fires: [but((ms) => reached(B, ms, replicaView(5000 + ms, P, NOT_LINKED)))],
    silent: ["for a linked replica, which cannot be", but((ms) => reached(B, ms, replicaView(1005 + ms, P)))],
  },
  "other-history": {
    fires: [but((ms) => reached(B, ms, replicaView(500, P, NOT_LINKED, { replid: "z" })))],
    silent: [
      "for an empty replica that has never synced",
      but((ms) => reached(B, ms, replicaView(0, P, { ...NOT_LINKED, downSeconds: null }, { replid: "z" }))),
    ],
  },
  "replica-writable": {
    fires: [but((ms) => reached(B, ms, replicaView(1000 + ms, P, { readOnly: false })))],
    silent: ["for a primary, which must be", healthy],
  },
  "upstream-unknown": {
    fires: [but((ms) => reached(B, ms, replicaView(1000, "10.9.9.9:6379"))), 4],
    silent: [
      "in the first rounds, while the group is being found",
      but((ms) => reached(B, ms, replicaView(1000, "10.9.9.9:6379"))),
      2,
    ],
  },
  syncing: {
    fires: [
      but((ms) =>
        reached(B, ms, replicaView(0, P, { ...NOT_LINKED, sync: { readBytes: 10, totalBytes: 1000 } })),
      ),
    ],
    silent: ["for a link that is merely down", but(unlinked(B))],
  },
  loading: {
    fires: [
      but((ms) =>
        reached(B, ms, replicaView(1, P, { ...NOT_LINKED, sync: { readBytes: 1000, totalBytes: 1000 } })),
      ),
    ],
    silent: [
      "for one that still copies",
      but((ms) =>
        reached(B, ms, replicaView(0, P, { ...NOT_LINKED, sync: { readBytes: 10, totalBytes: 1000 } })),
      ),
    ],
  },
  "sentinel-in-charge": {
    fires: [
      but((ms) => reached(P, ms, primaryView(1000, [A, B]), slowFacts(ms, { sentinelSubscribers: 1 }))),
    ],
    silent: [
      "where nobody could ask",
      but((ms) => reached(P, ms, primaryView(1000), slowFacts(ms, { sentinelSubscribers: null }))),
    ],
  },
  "sentinel-disagrees": {
    fires: [healthy, 16, { sentinels: three(A) }],
    silent: ["while one of them fails over", healthy, 16, { sentinels: three(A, { failingOver: true }) }],
  },
  "sentinel-no-quorum": {
    fires: [healthy, 11, { sentinels: three(P, {}, { quorum: tooFew }) }],
    silent: [
      "where one of them still reaches it",
      healthy,
      11,
      { sentinels: [...three(P, {}, { quorum: tooFew }), sentinel("s-4:26379", P)] },
    ],
  },
  "sentinel-few": {
    fires: [healthy, 16, { sentinels: [sentinel("s-1:26379", P, { others: 1 })] }],
    silent: ["of three", healthy, 16, { sentinels: three(P) }],
  },
  "cluster-mode": {
    fires: [
      but((ms) => {
        const slow = slowFacts(ms);
        const server = slow.server === null ? null : { ...slow.server, mode: "cluster" as const };
        return reached(P, ms, primaryView(1000, [A, B]), { ...slow, server });
      }),
    ],
    silent: ["for a plain server", but((ms) => reached(P, ms, primaryView(1000), slowFacts(ms)))],
  },
};

describe("the rule table", () => {
  it("has these rows", () => {
    const rows = Object.values(rules).map(
      (rule) =>
        `${rule.code} | ${rule.severity} | after ${rule.holdMs(1000) / 1000} s | over after ${rule.clearMs / 1000} s | ${rule.when}`,
    );
    expect(rows.join("\n")).toMatchSnapshot();
    expect(Object.entries(rules).every(([code, rule]) => rule.code === code)).toBe(true);
  });

  it("finds nothing in a healthy group", () => {
    expect(findingsOf(healthy, 40)).toEqual([]);
  });

  describe.each(FindingCode.options)("%s", (code) => {
    const { fires, silent: quiet } = cases[code];

    it("fires, in words that stand alone", () => {
      const found = findingsOf(...fires).find((finding) => finding.code === code);
      expect(found).toBeDefined();
      expect(found?.title).not.toMatch(/undefined|null|NaN|\.$/);
      expect(`${found?.detail} ${found?.advice}`).not.toMatch(/undefined|null|NaN|—/);
      expect(found?.advice).toMatch(/\.$/);
      expect({ title: found?.title, detail: found?.detail, advice: found?.advice }).toMatchSnapshot();
    });

    it(`stays silent ${quiet[0]}`, () => {
      expect(codes(findingsOf(quiet[1], quiet[2], quiet[3]))).not.toContain(code);
    });
  });

  it("says once that the primary is gone, and names the replica to promote", () => {
    const ahead = (ms: number) => reached(A, ms, replicaView(950, P, NOT_LINKED));
    const findings = findingsOf(but(gone(P), ahead, unlinked(B)), 3);
    expect(codes(findings)).toEqual(["primary-unreachable"]);
    expect(findings[0]?.action).toEqual({ action: "promote", instance: A });
  });

  it("misses the primary of replicas that are cut off from an upstream nobody watches", () => {
    const lost = (id: string) => (ms: number) =>
      reached(id, ms, replicaView(1000, "10.9.9.9:6379", NOT_LINKED));
    const linked = (id: string) => (ms: number) => reached(id, ms, replicaView(1000, "10.9.9.9:6379"));
    expect(codes(findingsOf((ms) => [lost(A)(ms), lost(B)(ms)]))).toContain("no-primary");
    expect(codes(findingsOf((ms) => [linked(A)(ms), linked(B)(ms)]))).not.toContain("no-primary");
  });

  it("does not offer a replica for promotion that was told never to be one", () => {
    const never = (ms: number) => reached(A, ms, replicaView(950, P, { ...NOT_LINKED, priority: 0 }));
    expect(findingsOf(but(gone(P), never, unlinked(B)))[0]?.action).toEqual({
      action: "promote",
      instance: B,
    });
  });

  it("calls lag critical past the critical threshold", () => {
    const found = findingsOf(but(busy, follows(A, 0), follows(B, 3_500_000)), 60).find(
      (one) => one.code === "lag-high",
    );
    expect(found?.severity).toBe("critical");
  });

  it("calls a replica late that is behind all that was seen of the primary, by what is sure", () => {
    const stuck = (ms: number) => reached(B, ms, replicaView(1_000_000, P));
    const found = findingsOf(but(busy, follows(A, 0), stuck), 20).find((one) => one.code === "lag-high");
    expect(found?.evidence).toMatchObject({ lagSeconds: null });
    expect(found?.evidence.atLeastSeconds).toBeCloseTo(20, 1);
  });

  it.each([
    ["7.0.15", "or raise repl-backlog-size"],
    ["6.0.16", "Do not resize the backlog meanwhile"],
  ])("tells a replica that runs out on %s to reconnect: %s", (version, words) => {
    const slow = slowFacts(0);
    const server = slow.server === null ? null : { ...slow.server, version };
    const fast = (ms: number): Member => ({ ...busy(ms), slow: { ...slow, server } });
    const found = findingsOf(but(fast, follows(A, 0), follows(B, 500_000, NOT_LINKED)), 2).find(
      (one) => one.code === "backlog-at-risk",
    );
    expect(found).toMatchObject({ instance: B });
    expect(found?.advice).toContain(words);
    expect(found?.evidence.headroomSeconds).toBeCloseTo(548_576 / 100_000, 0);
    expect(found?.evidence.writeBytesPerSecond).toBeCloseTo(100_000, -2);
  });

  it("counts a fork as ahead by what the new primary never had", () => {
    const promoted = { replid: "n", previousReplid: "a", previousReplidUntil: toOffset(801) };
    const scene = but(
      (ms) => reached(P, ms, primaryView(1000, [A], promoted)),
      (ms) => reached(B, ms, replicaView(900, P, NOT_LINKED)),
    );
    expect(findingsOf(scene).find((one) => one.code === "replica-ahead")?.evidence).toMatchObject({
      bytesAhead: 100,
    });
  });

  it("waits for its next try where a primary that comes back has its replicas again, but has refused us", () => {
    const back = but(gone(P, 5));
    expect(codes(findingsOf(back, 5))).toEqual([]);
    expect(codes(findingsOf(back, 6))).toEqual(["instance-unreachable"]);
  });

  it("takes a restarted replica that still loads from its disk for one that loads, not for one that cannot connect", () => {
    const scene = but((ms) =>
      reached(
        B,
        ms,
        replicaView(1, P, { ...NOT_LINKED, downSeconds: null }, { replid: "made up" }),
        slowFacts(ms, { persistence: fromDisk }),
      ),
    );
    expect(codes(findingsOf(scene, 5))).toEqual(["loading"]);
    const { group } = deriveGroup(deriveInput(membersOf(...scene(0)), 0));
    expect(group.instances.find(({ id }) => id === B)).toMatchObject({ offset: null, resync: null });
  });

  it("judges no history by a primary that still loads its own, and says that it must be waited for", () => {
    const view = (ms: number) => primaryView(0, [], { replid: "made up", backlog: backlog(ms) });
    const scene = but(
      (ms) => reached(P, ms, view(ms), slowFacts(ms, { persistence: fromDisk })),
      unlinked(A),
      unlinked(B),
    );
    const findings = findingsOf(scene, 5);
    expect(codes(findings)).toEqual(["link-down", "loading"]);
    expect(findings[0]?.advice).toContain(`Wait until ${P} has loaded`);
    const { group } = deriveGroup(deriveInput(membersOf(...scene(0)), 0));
    expect(group.instances.map(({ offset, resync }) => [offset, resync])).toEqual([
      [900, null],
      [900, null],
      [null, null],
    ]);
  });

  it("claims no history for a replica that never had a link: it was started as one, so INFO says 1", () => {
    const scene = but((ms) =>
      reached(B, ms, replicaView(1, P, { ...NOT_LINKED, downSeconds: null }, { replid: "its own" })),
    );
    expect(codes(findingsOf(scene, 5))).toEqual(["link-down"]);
  });

  it("does not call a successor that cannot be reached a primary that is gone", () => {
    const successor: Member = {
      ...gone(B, 9)(0),
      id: "10.9.8.7:6379",
      lastReached: null,
    };
    const waits = { failover: "in-progress" as const };
    const scene = but(
      (ms) => reached(P, ms, replicaView(1000, successor.id, NOT_LINKED, waits)),
      () => successor,
    );
    expect(codes(findingsOf(scene, 12)).sort()).toEqual([
      "failover-stuck",
      "instance-unreachable",
      "link-down",
    ]);
  });

  it("takes the loading of an unlisted second channel for one copy", () => {
    const scene = but(
      (ms) =>
        reached(
          P,
          ms,
          primaryView(1000, [A], {
            listed: [
              listed(A),
              listed(B, { state: "wait_bgsave", channel: "rdb-channel" }),
              listed(B, { state: "bg_transfer", channel: "main-channel" }),
            ],
          }),
        ),
      (ms) => reached(B, ms, replicaView(0, P, { ...NOT_LINKED, sync: { readBytes: 10, totalBytes: 0 } })),
    );
    expect(codes(findingsOf(scene))).toEqual(["syncing"]);
  });

  it("tells Sentinels that name different primaries, and one that is nobody's, but not a handover that ends in time", () => {
    const told = (sentinels: DeriveInput["sentinels"], seconds: number) =>
      findingsOf(healthy, seconds, { sentinels }).filter(({ code }) => code === "sentinel-disagrees");
    const split = [sentinel("s-1:1", P), sentinel("s-2:1", A)];
    expect(told(split, 16)).toMatchObject([{ severity: "warning", evidence: { camps: 2 } }]);
    expect(told(split, 14)).toEqual([]);
    expect(told([...split, sentinel("s-3:1", P)], 16)).toMatchObject([{ severity: "warning" }]);
    expect(told([...split, sentinel("s-3:1", A)], 16)).toMatchObject([{ severity: "critical" }]);
    const nameless = three(P, { address: { host: "10.9.9.9", port: 6379 } });
    expect(told(nameless, 16)).toEqual([]);
  });

  it("does not take the primaries of a cluster for two primaries of one group", () => {
    const slow = (ms: number) => slowFacts(ms);
    const node = (id: string, mode: "cluster" | "standalone") => (ms: number) => {
      const { server } = slow(ms);
      return reached(id, ms, primaryView(1000), { ...slow(ms), server: server && { ...server, mode } });
    };
    const of =
      (mode: "cluster" | "standalone"): Scene =>
      (ms) => [node(P, mode)(ms), node(A, mode)(ms)];
    expect(codes(findingsOf(of("standalone"), 2))).toEqual(["two-primaries"]);
    expect(codes(findingsOf(of("cluster"), 2))).toEqual(["cluster-mode"]);
  });
});
