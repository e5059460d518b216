import { describe, expect, it } from "vitest";
import type { SlowFacts } from "@/lib/info/view";
import { buildGraph } from "./graph";
import type { Member } from "./member";
import { membersOf, primaryView, reached, replicaView, resolveAmong, slowFacts } from "./members.fixture";
import { type ProcessMemory, rememberProcesses } from "./process-memory";

const DAY_MS = 24 * 60 * 60_000;
const replica = (ms: number): Member => reached("b:1", ms, replicaView(1000, "a:1"));

function facts(runId: string, keys: number | null, over: Partial<SlowFacts> = {}): SlowFacts {
  const slow = slowFacts(0);
  const server = slow.server === null ? null : { ...slow.server, runId };
  return { ...slow, server, keyspace: keys === null ? null : { keys, expires: 0 }, ...over };
}

function primary(
  runId: string,
  replid: string,
  keys: number | null,
  previousReplid: string | null = null,
): Member {
  const history = { role: "primary" as const, replid, previousReplid };
  return reached("a:1", 0, primaryView(1000, ["b:1"], { replid }), facts(runId, keys, { history }));
}

/** What is remembered of `a:1` after these looks at the group, an hour apart. */
function remembered(looks: Member[][], stepMs = 1000): ProcessMemory | undefined {
  const memory = new Map<string, ProcessMemory>();
  for (const [i, members] of looks.entries()) {
    const all = membersOf(...members);
    const graph = buildGraph(all, resolveAmong(all.keys()), { previous: null, detached: new Set() });
    rememberProcesses(memory, graph, i * stepMs);
  }
  return memory.get("a:1");
}

const full = [primary("p", "a", 100), replica(0)];
const empty = [primary("q", "z", 0), replica(0)];
const wiped = { atMs: 1000, keysBefore: 100, keysAfter: 0 };

describe("a wipe", () => {
  it("is another process on another history with next to no keys", () => {
    expect(remembered([full, empty])?.wipe).toEqual(wiped);
    expect(remembered([full, [primary("q", "z", 10), replica(0)]])?.wipe).toMatchObject({ keysAfter: 10 });
  });

  it.each<[string, Member[]]>([
    ["FLUSHALL, which keeps the process", [primary("p", "a", 0), replica(0)]],
    ["a restart from an RDB, which goes on from the old history", [primary("q", "z", 5, "a"), replica(0)]],
    ["a restart from an AOF, which keeps the keys", [primary("q", "z", 90), replica(0)]],
    ["the restart of a server nobody follows", [primary("q", "z", 0)]],
    ["a server whose keys cannot be told", [primary("q", "z", null), replica(0)]],
    [
      "one that became a replica",
      [
        reached(
          "a:1",
          0,
          replicaView(1, "b:1", {}, { replid: "z" }),
          facts("q", 0, { history: { role: "replica", replid: "z", previousReplid: null } }),
        ),
      ],
    ],
  ])("is not %s", (_, after) => {
    expect(remembered([full, after])?.wipe).toBeNull();
  });

  it("is not where there was nothing to lose", () => {
    expect(remembered([[primary("p", "a", 0), replica(0)], empty])?.wipe).toBeNull();
  });

  it("is seen as well when the new process was heard before its slow facts were read", () => {
    const mixed = { ...primary("q", "z", 0), slow: primary("p", "a", 100).slow };
    expect(remembered([full, [mixed, replica(0)], empty])?.wipe).toMatchObject({ keysBefore: 100 });
  });

  it("waits until a restarted server has loaded what its disk holds", () => {
    const loading: SlowFacts["persistence"] = {
      loading: true,
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
    const history = { role: "primary" as const, replid: "z", previousReplid: null };
    const loads = { ...primary("q", "z", 0), slow: facts("q", 0, { persistence: loading, history }) };
    expect(remembered([full, [loads, replica(0)]])).toMatchObject({ runId: "p", wipe: null });
    expect(remembered([full, [loads, replica(0)], [primary("q", "z", 100), replica(0)]])?.wipe).toBeNull();
  });

  it("lasts over one more empty restart, and is over with half of the keys, or after a day", () => {
    const again = [primary("r", "y", 1), replica(0)];
    expect(remembered([full, empty, again])?.wipe).toMatchObject({ keysBefore: 100, keysAfter: 1 });
    const filling = (keys: number) => [primary("q", "z", keys), replica(0)];
    expect(remembered([full, empty, filling(49)])?.wipe).toEqual(wiped);
    expect(remembered([full, empty, filling(50)])?.wipe).toBeNull();
    expect(remembered([full, empty, empty], DAY_MS)?.wipe).toBeNull();
  });
});

it("knows where a process stood when it was first seen, and forgets that with the process", () => {
  const at = (upstream: string, runId: string): Member[] => [
    reached(
      "a:1",
      0,
      replicaView(1, upstream),
      facts(runId, 1, { history: { role: "replica", replid: "a", previousReplid: null } }),
    ),
    reached("b:1", 0, primaryView(1)),
  ];
  expect(remembered([at("b:1", "p"), at("9.9.9.9:1", "p")])).toMatchObject({
    firstPlace: "b:1",
    place: "9.9.9.9:1",
  });
  expect(remembered([at("b:1", "p"), at("9.9.9.9:1", "q")])).toMatchObject({ firstPlace: "9.9.9.9:1" });
});

it("keeps nothing of who is no member any more", () => {
  expect(remembered([full, [replica(0)]])).toBeUndefined();
});
