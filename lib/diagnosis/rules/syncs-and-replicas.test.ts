import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/contract";
import { type DeriveInput, deriveGroup } from "@/lib/group/derive";
import type { Member } from "@/lib/group/member";
import {
  deriveInput,
  listed,
  membersOf,
  primaryView,
  reached,
  replicaView,
  statsView,
} from "@/lib/group/members.fixture";
import {
  B,
  linked,
  looping,
  mute,
  P,
  pair,
  puller,
  refusing,
  serving,
  slowOf,
  unlinked,
  upstream,
  versions,
} from "./syncs-and-replicas.fixture";

/** What is open after each second of the scene. */
function story(scene: (ms: number) => Member[], seconds: number): Finding[][] {
  const { tracks, memory } = deriveInput(new Map(), 0);
  let previous: DeriveInput["previous"] = null;
  return Array.from({ length: seconds + 1 }, (_, second) => {
    const ms = second * 1000;
    const input = deriveInput(membersOf(...scene(ms)), ms, { tracks, memory, previous });
    previous = deriveGroup(input).group;
    return previous.findings;
  });
}
const after = (scene: (ms: number) => Member[], seconds = 1): Finding[] => story(scene, seconds).at(-1) ?? [];
const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);
const first = (findings: readonly Finding[], code: string) => findings.find((one) => one.code === code);

const served = (fullSyncs: number) => slowOf(0, {}, { stats: statsView({ fullSyncs }) });

describe("a loop of full copies", () => {
  it("is told instead of the links it loses and the copies it begins, until the link has held for 15 s", () => {
    const served = (ms: number): Member => ({ ...upstream()(ms), slow: serving(2000)(8000).slow });
    const mended = (ms: number) =>
      ms < 8000 ? pair(serving(2000), looping)(ms) : pair(served, linked())(ms);
    const told = story(mended, 24).map(codes);
    expect(told.slice(6, 23)).toEqual(Array.from({ length: 17 }, () => ["full-sync-loop"]));
    expect(told[23]).toEqual([]);
  });

  it.each([
    [
      "a buffer that overflows",
      serving(2000, (copies) => ({ bufferDisconnections: copies })),
      /replica 8388608 0 0/,
    ],
    ["what cannot be told from here", serving(2000), /log of eu-2:6379.*client-output-buffer-limit/],
  ])("names its cause: %s", (_, primary, words) => {
    expect(first(after(pair(primary, looping), 8), "full-sync-loop")?.advice).toMatch(words);
  });

  it("names a copy that cannot be loaded", () => {
    const newer = (ms: number): Member => {
      const made = serving(2000)(ms);
      return { ...made, slow: slowOf(ms, {}, { stats: made.slow?.stats ?? null }, "8.0.6") };
    };
    const older = (ms: number): Member => ({ ...looping(ms), slow: slowOf(ms, {}) });
    const found = after(pair(newer, older), 8);
    expect(codes(found).sort()).toEqual(["full-sync-loop", "rdb-version-skew"]);
    expect(first(found, "full-sync-loop")?.advice).toContain("cannot load what us-1:6379 writes");
  });

  it("is not told of a copy that takes long, however many backups are read meanwhile", () => {
    const copying = (ms: number): Member =>
      reached(
        B,
        ms,
        replicaView(0, P, {
          linkUp: false,
          downSeconds: null,
          lastIoSeconds: null,
          sync: { readBytes: ms, totalBytes: 900_000 },
        }),
      );
    expect(codes(after(pair(serving(10_000), copying), 120))).toEqual(["syncing"]);
  });

  it("is over when no copy has begun for 90 s: then the link is down", () => {
    const idle = upstream(() => served(4), []);
    const ends = (ms: number): Member[] =>
      ms < 8000 ? pair(serving(2000), looping)(ms) : pair(idle, () => looping(1000))(ms);
    const told = story(ends, 100).map(codes);
    expect(told[97]).toEqual(["full-sync-loop"]);
    expect(told[99]).toEqual(["link-down"]);
  });

  it("counts anew with a new process of the upstream", () => {
    const restarted = (ms: number): Member =>
      ms < 2000 ? { ...serving(2000)(ms), slow: served(100) } : serving(2000)(ms);
    expect(codes(after(pair(restarted, looping), 4))).toEqual(["syncing"]);
    expect(codes(after(pair(restarted, looping), 8))).toEqual(["full-sync-loop"]);
  });

  it("is seen where no copy ever seems to end: the next one has brought nothing yet, or less", () => {
    const bytes = [40, null, 30, null, 20, 10];
    const never = (ms: number): Member => {
      const sync = { readBytes: bytes[(ms / 1000) % bytes.length] ?? null, totalBytes: null };
      return reached(B, ms, replicaView(0, P, { linkUp: false, downSeconds: 5, lastIoSeconds: null, sync }));
    };
    expect(codes(after(pair(serving(1000), never), 3))).toEqual(["full-sync-loop"]);
    expect(codes(after(pair(serving(60_000), never), 20))).toEqual(["syncing"]);
  });
});

describe("a link that is down", () => {
  const alone = (keys: number, settings: Readonly<Record<string, string>>, over = {}) =>
    linkedNot((ms) => slowOf(ms, settings, { keyspace: { keys, expires: 0 } }), over);
  const linkedNot =
    (slow: (ms: number) => ReturnType<typeof slowOf>, over = {}) =>
    (ms: number): Member =>
      reached(
        B,
        ms,
        replicaView(900, P, { linkUp: false, downSeconds: 5, lastIoSeconds: null, ...over }),
        slow(ms),
      );

  it.each([
    ["yes", {}, 7, /Reads there return old data\.$/],
    ["no", {}, 7, /It refuses reads with MASTERDOWN\.$/],
    ["yes", { downSeconds: null }, 0, /no link since it became a replica, and holds no keys\.$/],
  ])("says what reads give with replica-serve-stale-data %s", (stale, over, keys, words) => {
    const replica = alone(keys, { "replica-serve-stale-data": stale }, over);
    expect(first(after(pair(upstream(undefined, []), replica)), "link-down")?.detail).toMatch(words);
  });
});

describe("a copy of which nothing comes", () => {
  const sync = { readBytes: null, totalBytes: null };
  const says = (ms: number): Member =>
    reached(B, ms, replicaView(900, P, { linkUp: false, downSeconds: 5, lastIoSeconds: null, sync }));

  it.each([
    ["none, where its upstream lists nobody who would be served", [listed("eu-9:1")], ["link-down"]],
    ["one, where it is listed", [listed(B, { state: "wait_bgsave" })], ["syncing"]],
    [
      "one, where somebody is served under an address that is not known",
      [listed("10.0.0.9:1", { state: "wait_bgsave" })],
      ["syncing"],
    ],
  ])("is %s", (_, lines, expected) => {
    expect(codes(after(pair(upstream(undefined, lines), says), 3))).toEqual(expected);
  });
});

describe("a refused login", () => {
  const flickering = (ms: number): Member => (ms % 2000 === 0 ? looping(ms) : unlinked(ms));

  it("is told in place of the link that is down and of the copies that seem to begin", () => {
    const told = story(pair(refusing(1000), flickering), 9).map(codes);
    expect(told.slice(1)).toEqual(Array.from({ length: 9 }, () => ["login-refused"]));
  });

  it("is not held against a replica that its upstream lists, or has served since", () => {
    const lists = (ms: number): Member => ({ ...refusing(1000)(ms), ...listing(ms) });
    const listing = (ms: number) => {
      const { reading, lastReached } = upstream(undefined, [listed(B)])(ms);
      return { reading, lastReached };
    };
    expect(codes(after(pair(lists, unlinked), 8))).toEqual(["link-down"]);
    const serves = (ms: number): Member => ({
      ...refusing(1000)(ms),
      slow: slowOf(ms, {}, { stats: statsView({ loginErrors: ms, fullSyncs: ms > 0 ? 1 : 0 }) }),
    });
    expect(codes(after(pair(serves, unlinked), 8))).toEqual(["link-down"]);
  });

  it("is over when the link is up", () => {
    const mended = (ms: number): Member[] =>
      ms < 5000 ? pair(refusing(1000), unlinked)(ms) : pair(refusing(1000), linked())(ms);
    const told = story(mended, 11).map(codes);
    expect([told[4], told[8], told[10]]).toEqual([["login-refused"], ["login-refused"], []]);
  });
});

describe("a silent replica", () => {
  it("is told once, and for as long as it is not heard, also when its upstream has dropped it", () => {
    const dropped = (ms: number): Member[] =>
      ms < 3000
        ? mute(Math.min(60, 2 + ms / 1000))(ms)
        : pair(upstream(undefined, []), (at) => mute(0)(at)[1] ?? linked()(at))(ms);
    expect(story(dropped, 6).map(codes)).toEqual([
      ["instance-unreachable"],
      ["instance-unreachable"],
      ...Array.from({ length: 5 }, () => ["frozen-replica"]),
    ]);
  });

  it("is none whose server has ended: it refuses us", () => {
    expect(codes(after(mute(9, "refused"), 3))).toEqual(["instance-unreachable"]);
    const ended = (ms: number): Member[] => (ms < 2000 ? mute(9)(ms) : mute(9, "refused")(ms));
    expect(story(ended, 3).map(codes)).toEqual([
      ["frozen-replica"],
      ["frozen-replica"],
      ["instance-unreachable"],
      ["instance-unreachable"],
    ]);
  });
});

describe("a copy that cannot be loaded", () => {
  const waits = { linkUp: false, downSeconds: null, lastIoSeconds: null };
  it.each([
    ["8.0.6", "7.0.15", {}, "warning", null],
    ["8.0.6", "7.0.15", { ...waits, sync: { readBytes: 0, totalBytes: null } }, "critical", "detach"],
  ])("from %s to %s", (primary, replica, following, severity, action) => {
    const found = first(after(versions(primary, replica, following)), "rdb-version-skew");
    expect(found).toMatchObject({ severity });
    expect(found?.action?.action ?? null).toBe(action);
  });

  it("costs Valkey 9 no data, and may be tried there", () => {
    const scene = pair(
      upstream((ms) => slowOf(ms, {}, {}, "8.0.6")),
      (ms) =>
        reached(B, ms, replicaView(9, P, waits, { replid: "z" }), slowOf(ms, {}, {}, "9.1.2", "valkey")),
    );
    const found = first(after(scene), "rdb-version-skew");
    expect(found).toMatchObject({ severity: "warning", action: null });
    expect(found?.advice).toContain("rdb-version-check relaxed");
  });

  it("is not guessed for a version nobody has measured", () => {
    expect(codes(after(versions("99.0.0", "7.0.15")))).toEqual([]);
  });
});

describe("what waits for a replica", () => {
  const waiting = (setting: string, largestBytes: number, version: string) =>
    pair(
      upstream((ms) =>
        slowOf(
          ms,
          { "client-output-buffer-limit": setting },
          { replicaBuffers: { count: 1, largestBytes } },
          version,
        ),
      ),
      linked(),
    );

  it("is held against the size of the backlog where that is more than the limit, from 7.0 on", () => {
    const scene = (version: string) => waiting("slave 200000 0 0", 150_000, version);
    expect(codes(after(scene("6.0.16")))).toContain("output-buffer-near-limit");
    expect(codes(after(scene("7.0.15")))).toEqual([]);
  });

  it("may pass the soft limit for half of its time", () => {
    const scene = waiting("slave 268435456 67108864 60", 70_000_000, "7.0.15");
    expect(codes(after(scene, 29))).toEqual([]);
    expect(codes(after(scene, 30))).toEqual(["output-buffer-near-limit"]);
  });
});

it("a missing backlog is not told where it is said of the only replica that its history is another", () => {
  const idle = { active: false, sizeBytes: 1_048_576, firstOffset: null, historyBytes: 0 };
  const scene = (ms: number): Member[] => [
    reached(P, ms, primaryView(1000, [], { backlog: idle })),
    reached(
      B,
      ms,
      replicaView(900, P, { linkUp: false, downSeconds: 5, lastIoSeconds: null }, { replid: "z" }),
    ),
  ];
  expect(codes(after(scene, 12)).sort()).toEqual(["link-down", "other-history"]);
});

it("a copy of our own is no reader that nobody knows of, and another's beside it is", () => {
  const listing =
    (...lines: (typeof puller)[]) =>
    (ms: number): Member => ({ ...upstream(undefined, [listed(B), ...lines])(ms), copiesFrom: ["10.0.0.9"] });
  expect(codes(after(pair(listing(puller), linked()), 20))).toEqual([]);
  const told = first(after(pair(listing(puller, puller), linked()), 11), "backup-puller");
  expect(told?.evidence).toMatchObject({ readers: 1 });
});

it("a reader without a port is no replica of anybody", () => {
  const scene = pair(upstream(undefined, [listed(B), puller]), linked());
  const { group } = deriveGroup(deriveInput(membersOf(...scene(0)), 0));
  expect(group.instances.map(({ id, replicas }) => [id, replicas])).toEqual([
    [B, []],
    [P, [B]],
  ]);
});
