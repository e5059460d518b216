import { describe, expect, it } from "vitest";
import type { EventDraft } from "@/lib/contract";
import type { FollowingView } from "@/lib/info/view";
import type { KnownSentinel } from "@/lib/sentinel/reading";
import { three } from "@/lib/sentinel/sentinels.fixture";
import { toOffset } from "@/lib/units";
import { deriveGroup } from "./derive";
import type { Member } from "./member";
import {
  deriveInput,
  membersOf,
  primaryView,
  reached,
  replicaView,
  silent,
  slowFacts,
  statsView,
} from "./members.fixture";

const P = "us-1:6379";
const A = "eu-1:6379";
const B = "eu-2:6379";
const NOT_LINKED = { linkUp: false, downSeconds: 1, lastIoSeconds: null };

/** The primary, with its resync counters as read at `slowMs`. */
const primary = (ms: number, slowMs = 0, fullSyncs = 0, partialSyncs = 0): Member =>
  reached(
    P,
    ms + 2,
    primaryView(1000, [A, B]),
    slowFacts(slowMs, { stats: statsView({ fullSyncs, partialSyncs }) }),
  );
const replica = (id: string, ms: number, following: Partial<FollowingView> = {}): Member =>
  reached(id, ms, replicaView(1000, P, following));
const copying = { ...NOT_LINKED, sync: { readBytes: 5, totalBytes: 100 } };

type Scene = (ms: number) => Member[];

/** Derives one scene after the other, a second apart, and gives the events of each. */
function told(...scenes: Scene[]): EventDraft[][] {
  return toldWith(() => [], ...scenes);
}

/** The same with Sentinels, by the second. */
function toldWith(
  sentinels: (second: number) => readonly KnownSentinel[],
  ...scenes: Scene[]
): EventDraft[][] {
  const { tracks, memory } = deriveInput(new Map(), 0);
  let previous: ReturnType<typeof deriveGroup> | null = null;
  return scenes.map((scene, second) => {
    const ms = second * 1000;
    const input = deriveInput(membersOf(...scene(ms)), ms + 10, {
      tracks,
      memory,
      previous: previous?.group ?? null,
      sentinels: sentinels(second),
    });
    previous = deriveGroup(input);
    return previous.events;
  });
}

const titles = (all: EventDraft[][]): string[] =>
  all.flatMap((events, second) => events.map((event) => `${second} ${event.type}: ${event.title}`));
const healthy = (ms: number): Member[] => [primary(ms), replica(A, ms), replica(B, ms)];

describe("events", () => {
  it("tells nothing of a healthy group, nor of its being found", () => {
    expect(titles(told((ms) => [primary(ms)], healthy, healthy))).toEqual([]);
  });

  it("tells a link that goes down and comes back", () => {
    const cut = (ms: number) => [primary(ms), replica(A, ms), replica(B, ms, NOT_LINKED)];
    expect(titles(told(healthy, cut, healthy))).toEqual([
      "1 link-down: eu-2:6379 lost its link to us-1:6379",
      "2 link-up: eu-2:6379 is linked to us-1:6379",
    ]);
  });

  it("tells an instance that does not answer twice, once, and its return", () => {
    const gone = (failures: number) => (ms: number) => [
      primary(ms),
      replica(A, ms),
      silent(replica(B, 0), ms, failures),
    ];
    expect(titles(told(healthy, gone(1), gone(2), gone(3), healthy, gone(1), healthy))).toEqual([
      "2 instance-down: Can't reach eu-2:6379",
      "4 instance-up: eu-2:6379 answers again",
    ]);
  });

  it("tells a failover: the roles, and that the group has another primary", () => {
    const promoted = { replid: "b", previousReplid: "a", previousReplidUntil: toOffset(1001) };
    const after = (ms: number): Member[] => [
      reached(P, ms, replicaView(1000, A, {}, promoted)),
      reached(A, ms + 2, primaryView(1000, [P, B], promoted)),
      reached(B, ms, replicaView(1000, A, {}, promoted)),
    ];
    expect(titles(told(healthy, after))).toEqual([
      "1 role-changed: eu-1:6379 became a primary",
      "1 role-changed: us-1:6379 became a replica of eu-1:6379",
      "1 failover: eu-1:6379 is the primary now, after us-1:6379",
    ]);
  });

  it("tells members that join after the group was found, and members that leave", () => {
    const found = Array.from({ length: 11 }, () => (ms: number) => [primary(ms), replica(A, ms)]);
    expect(titles(told(...found, healthy, ...found.slice(0, 1)))).toEqual([
      "11 instance-joined: eu-2:6379 joined the group",
      "12 instance-left: eu-2:6379 is no longer watched",
    ]);
  });

  it("tells a full copy once, when it is seen first and counted later", () => {
    const copies = (ms: number) => [primary(ms), replica(A, ms), replica(B, ms, copying)];
    const counted = (ms: number) => [primary(ms, ms, 1), replica(A, ms), replica(B, ms)];
    const full = told(healthy, copies, copies, healthy, counted)
      .flat()
      .filter((event) => event.type === "full-resync");
    expect(full.map((event) => [event.instance, event.title])).toEqual([
      [B, "eu-2:6379 began a full copy from us-1:6379"],
    ]);
  });

  it("tells a full copy once, when it is counted first and seen later", () => {
    const counted = (ms: number) => [primary(ms, ms, 1), replica(A, ms), replica(B, ms, NOT_LINKED)];
    const copies = (ms: number) => [primary(ms, 1000, 1), replica(A, ms), replica(B, ms, copying)];
    const full = told(healthy, counted, copies)
      .flat()
      .filter((event) => event.type === "full-resync");
    expect(full.map((event) => event.title)).toEqual(["us-1:6379 served a full copy"]);
  });

  it("tells a full copy too quick to be seen, by the upstream's counter, and names the replica that came back", () => {
    const cut = (ms: number) => [primary(ms), replica(A, ms), replica(B, ms, NOT_LINKED)];
    const counted = (ms: number) => [primary(ms, ms, 1), replica(A, ms), replica(B, ms)];
    expect(titles(told(healthy, cut, healthy, counted)).at(-1)).toBe(
      "3 full-resync: eu-2:6379 made a full copy from us-1:6379",
    );
  });

  it("tells no full copy that Tidemark took itself, before it is counted, nor after, nor the next one for it", () => {
    const asked = (member: Member, copiesAsked: number): Member => ({ ...member, copiesAsked });
    const scene =
      (fullSyncs: number, copiesAsked: number): Scene =>
      (ms) => [asked(primary(ms, ms, fullSyncs), copiesAsked), replica(A, ms), replica(B, ms)];
    const of = (...scenes: Scene[]): (string | undefined)[] =>
      told(...scenes).map((events) => events.find(({ type }) => type === "full-resync")?.title);
    const copy = "us-1:6379 served a full copy";
    expect(of(scene(3, 0), scene(3, 1), scene(4, 1), scene(4, 1))).toEqual(Array(4).fill(undefined));
    expect(of(scene(3, 0), scene(5, 1), scene(5, 1))).toEqual([undefined, copy, undefined]);
    expect(of(scene(3, 2), scene(4, 2))).toEqual([undefined, copy]);
    expect(of(scene(3, 0), scene(4, 1), scene(5, 1))).toEqual([undefined, undefined, copy]);
  });

  it("tells a full copy too quick to be seen at once, by the history it replaced, and does not count it again", () => {
    const other = (ms: number) => [
      reached(P, ms + 2, primaryView(1000, [A, B], { replid: "n" }), slowFacts(0)),
      reached(
        A,
        ms,
        replicaView(1000, P, {}, { replid: "n", previousReplid: "a", previousReplidUntil: toOffset(900) }),
      ),
      reached(B, ms, replicaView(1000, P, {}, { replid: "n" })),
    ];
    const counted = (ms: number): Member[] =>
      other(ms).map((member) => (member.id === P ? { ...member, slow: primary(ms, ms, 1).slow } : member));
    expect(titles(told(healthy, other, counted))).toEqual([
      "1 full-resync: eu-2:6379 made a full copy from us-1:6379",
    ]);
  });

  it("tells the full copy of a primary that became a replica", () => {
    const alone = (ms: number) => [primary(ms), reached(B, ms, primaryView(10, [], { replid: "z" }))];
    const attached = (ms: number) => [primary(ms), replica(B, ms)];
    expect(titles(told(alone, attached)).at(-1)).toBe(
      "1 full-resync: eu-2:6379 made a full copy from us-1:6379",
    );
  });

  it("tells a partial resync, and names the replica when only one came back", () => {
    const cut = (ms: number) => [primary(ms), replica(A, ms), replica(B, ms, NOT_LINKED)];
    const counted = (ms: number) => [primary(ms, ms, 0, 1), replica(A, ms), replica(B, ms)];
    expect(titles(told(healthy, cut, healthy, counted)).at(-1)).toBe(
      "3 partial-resync: eu-2:6379 continued from us-1:6379 (partial resync)",
    );
    const two = (ms: number) => [primary(ms, ms, 0, 2), replica(A, ms), replica(B, ms)];
    expect(titles(told(healthy, two))).toEqual(["1 partial-resync: us-1:6379 served 2 partial resyncs"]);
  });

  it("takes counters that fell for those of a new process", () => {
    const before = (ms: number) => [primary(ms, ms, 7, 7), replica(A, ms), replica(B, ms)];
    const after = (ms: number) => [primary(ms, ms, 1, 0), replica(A, ms), replica(B, ms)];
    expect(titles(told(before, after))).toEqual([]);
  });

  it("tells the findings that no other event tells, when they open and when they are over", () => {
    const writable = (ms: number) => [primary(ms), replica(A, ms), replica(B, ms, { readOnly: false })];
    expect(titles(told(healthy, writable, healthy))).toEqual([
      "1 finding-opened: eu-2:6379 accepts writes, though it is a replica",
      "2 finding-closed: Over: eu-2:6379 accepts writes, though it is a replica",
    ]);
  });
});

describe("a change of primary under Sentinel", () => {
  const moved: Scene = (ms) => [
    reached(P, ms, replicaView(1000, A)),
    reached(A, ms + 2, primaryView(1000, [P, B])),
    reached(B, ms, replicaView(1000, A)),
  ];
  const failovers = (all: EventDraft[][]) =>
    all.flatMap((events, second) =>
      events
        .filter(({ type }) => type === "failover")
        .map(({ at, title, detail }) => ({ second, at: Date.parse(at) % 60_000, title, detail })),
    );

  it("is told once they agree, with the time at which it was seen, and as theirs where their epoch rose", () => {
    const hand = (second: number) => (second < 4 ? three(P, { epoch: 1 }) : three(A, { epoch: 2 }));
    const scenes = [healthy, healthy, moved, moved, moved, moved];
    expect(failovers(toldWith(hand, ...scenes))).toEqual([
      {
        second: 4,
        at: 2010,
        title: "eu-1:6379 is the primary now, after us-1:6379: failed over by Sentinel",
        detail: "Sentinel's epoch 2.",
      },
    ]);
  });

  it("is told after 10 s as somebody else's where they still name the old one", () => {
    const scenes: Scene[] = [healthy, ...Array.from({ length: 14 }, () => moved)];
    expect(failovers(toldWith(() => three(P, { epoch: 1 }), ...scenes))).toEqual([
      {
        second: 11,
        at: 1010,
        title: "eu-1:6379 is the primary now, after us-1:6379",
        detail: "Sentinel did not do this, and may reverse it.",
      },
    ]);
  });

  it("is not theirs where they name the new one without a failover: somebody told them to watch it", () => {
    const hand = (second: number) => three(second < 3 ? P : A, { epoch: 1 });
    const scenes: Scene[] = [healthy, healthy, ...Array.from({ length: 12 }, () => moved)];
    expect(failovers(toldWith(hand, ...scenes))).toMatchObject([
      { title: "eu-1:6379 is the primary now, after us-1:6379" },
    ]);
  });

  it("waits for no Sentinel that never named anybody of the group", () => {
    const stranger = three("10.9.9.9:6379", { epoch: 1 });
    expect(failovers(toldWith(() => stranger, healthy, moved))).toMatchObject([{ second: 1, detail: "" }]);
  });

  it("waits for nobody where there is no Sentinel, and says nothing of a cause", () => {
    expect(failovers(told(healthy, moved))).toMatchObject([{ second: 1, detail: "" }]);
  });

  it("is told both times when the primary moves on before they have said anything", () => {
    const back: Scene[] = [healthy, moved, ...Array.from({ length: 13 }, () => healthy)];
    const hand = (second: number) => three(P, { epoch: second < 3 ? 1 : 3 });
    expect(failovers(toldWith(hand, ...back)).map(({ title, detail }) => title + detail)).toEqual([
      "eu-1:6379 is the primary now, after us-1:6379",
      "us-1:6379 is the primary now, after eu-1:6379",
    ]);
  });
});
