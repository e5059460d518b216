import { describe, expect, it } from "vitest";
import { deriveGroup } from "@/lib/group/derive";
import {
  deriveInput,
  membersOf,
  primaryView,
  reached,
  replicaView,
  slowFacts,
} from "@/lib/group/members.fixture";
import { createSentinelMemory } from "./memory";
import type { KnownSentinel } from "./reading";
import { enough, sentinel, silentSentinel, three, tooFew } from "./sentinels.fixture";
import { sentinelOf } from "./view";

const P = "us-1:6379";
const A = "eu-1:6379";
const runId = "a".repeat(40);
const known = { product: "redis" as const, version: "7.0.15", mode: "standalone" as const };
const server = (id: string) => ({ ...known, runId: id, uptimeSeconds: 1, configFile: null });

const members = membersOf(
  reached(P, 0, primaryView(1000, [A]), slowFacts(0, { server: server(runId) })),
  reached(A, 0, replicaView(1000, P), slowFacts(0, { server: server("b".repeat(40)) })),
);
const { resolve } = deriveInput(members, 0);
const seen = (list: readonly KnownSentinel[], memory = createSentinelMemory()) =>
  sentinelOf(list, { members, resolve }, memory);

describe("what the Sentinels say", () => {
  it("is nothing where none is known", () => {
    expect(seen([])).toBeNull();
  });

  it("is their name, their counts and whom they agree on", () => {
    expect(seen(three(P))).toMatchObject({
      name: "orders",
      quorum: 2,
      known: 3,
      up: 3,
      primary: P,
      failingOver: false,
      ckquorum: { ok: true },
      lastFailover: null,
      sampledAt: "2026-01-01T00:00:00.001Z",
    });
  });

  it("is unknown while none answers, and keeps its name after that", () => {
    const memory = createSentinelMemory();
    const gone = [silentSentinel("s-1:26379")];
    const unknown = { quorum: null, up: 0, known: 1, primary: null, ckquorum: null, sampledAt: null };
    expect(seen(gone, memory)).toMatchObject({ ...unknown, name: null });
    seen(three(P), memory);
    expect(seen(gone, memory)).toMatchObject({ ...unknown, name: "orders", quorum: 2, known: 3 });
  });

  it("names nobody unless more than half of those that know the group agree", () => {
    expect(seen([sentinel("s-1:1", P), sentinel("s-2:1", A)])?.primary).toBeNull();
    expect(seen([sentinel("s-1:1", P), sentinel("s-2:1", A), sentinel("s-3:1", A)])?.primary).toBe(A);
    expect(seen([sentinel("s-1:1", P), silentSentinel("s-2:1"), silentSentinel("s-3:1")])?.primary).toBe(P);
  });

  it("is where they send clients: through the end of a failover not whom they still watch", () => {
    const handedOver = three(P, { failingOver: true, epoch: 1 }, { clients: { host: "eu-1", port: 6379 } });
    expect(seen(handedOver)).toMatchObject({ primary: A, sentinels: [{ primaryAddress: A }, {}, {}] });
  });

  it("knows the primary by its run id where the address is of another network, but not by that of the old one", () => {
    const far = { host: "172.18.0.3", port: 6379 };
    expect(seen(three(P, { address: far, runId }))?.primary).toBe(P);
    const handedOver = three(P, { address: far, runId }, { clients: { host: "172.18.0.4", port: 6379 } });
    expect(seen(handedOver)).toMatchObject({ primary: null, sentinels: [{ elsewhere: false }, {}, {}] });
  });

  it("is somebody else's primary only where its run id is none of ours", () => {
    const address = { host: "10.9.9.9", port: 6379 };
    const of = (id: string | null) => seen(three(P, { address, runId: id }))?.sentinels[0];
    expect(of("c".repeat(40))).toMatchObject({ elsewhere: true, primaryAddress: "10.9.9.9:6379" });
    expect(of(null)).toMatchObject({ elsewhere: false, primary: null });
  });

  it("says of one that stood still that it does not act", () => {
    const [one] = three(P);
    const tilted =
      one?.reading?.state === "reached" ? { ...one, reading: { ...one.reading, tilt: true } } : null;
    const problem = tilted === null ? null : seen([tilted])?.sentinels[0]?.problem;
    expect(problem).toContain("TILT");
    expect(seen(three(P))?.sentinels[0]?.problem).toBeNull();
  });

  it("reaches the quorum where one of them does", () => {
    const lone = sentinel("s-1:1", P, {}, { quorum: tooFew });
    expect(seen([lone, sentinel("s-2:1", P, {}, { quorum: enough })])?.ckquorum).toMatchObject({ ok: true });
    expect(seen([lone, sentinel("s-2:1", P, {}, { quorum: null })])?.ckquorum).toMatchObject({ ok: false });
  });

  it("tells the last failover with its time when it saw the epoch rise, without when it came later", () => {
    expect(seen(three(P, { epoch: 4 }))?.lastFailover).toEqual({ at: null, epoch: 4, from: null, to: P });
    const memory = createSentinelMemory();
    seen(three(P, { epoch: 4 }), memory);
    expect(seen(three(A, { epoch: 5 }), memory)?.lastFailover).toEqual({
      at: "2026-01-01T00:00:00.001Z",
      epoch: 5,
      from: P,
      to: A,
    });
  });

  it("makes the group Sentinel's, and is told anew only when it differs in more than its time", () => {
    const input = deriveInput(members, 0, { sentinels: three(P) });
    const first = deriveGroup(input);
    expect(first).toMatchObject({ group: { mode: "sentinel" }, sentinelChanged: true });
    const again = three(P).map((one) => ({
      ...one,
      reading: one.reading && { ...one.reading, at: { sentMs: 5, receivedMs: 6 } },
    }));
    const second = deriveGroup({ ...input, sentinels: again, previous: first.group });
    expect(second.sentinelChanged).toBe(false);
    const third = deriveGroup({
      ...input,
      sentinels: three(P, { down: "by-itself" }),
      previous: first.group,
    });
    expect(third.sentinelChanged).toBe(true);
  });
});
