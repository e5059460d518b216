import { expect, it } from "vitest";
import { deriveGroup } from "@/lib/group/derive";
import { deriveInput, membersOf, primaryView, reached, replicaView } from "@/lib/group/members.fixture";
import { chooseWatched, type Marks } from "./choose";
import type { KnownSentinel } from "./reading";
import { sentinel, silentSentinel, watchedPrimary } from "./sentinels.fixture";
import { failoverCommand, likelyChoice, sayCommand } from "./words";

const P = "us-1:6379";
const A = "eu-1:6379";
const B = "eu-2:6379";
const members = (priority = 100) =>
  membersOf(
    reached(P, 0, primaryView(1000, [A, B])),
    reached(A, 0, replicaView(900, P, { priority })),
    reached(B, 0, replicaView(950, P)),
  );
const group = (sentinels: KnownSentinel[], priority?: number) =>
  deriveGroup(deriveInput(members(priority), 0, { sentinels })).group;
const said = (sentinels: KnownSentinel[]) => sayCommand(failoverCommand(group(sentinels).sentinel));

it("sends the failover to a Sentinel that answers, coordinated where one can", () => {
  const valkey = (version: string) => sentinel("s-3:26379", P, {}, {}, { product: "valkey", version });
  const redis = [silentSentinel("s-1:26379"), sentinel("s-2:26379", P)];
  expect(said([])).toBe("SENTINEL FAILOVER <name> to one of its Sentinels");
  expect(said(redis)).toBe("SENTINEL FAILOVER orders to the Sentinel at s-2:26379");
  expect(said([...redis, valkey("9.0.3")])).toBe("SENTINEL FAILOVER orders to the Sentinel at s-2:26379");
  expect(said([...redis, valkey("9.1.2")])).toBe(
    "SENTINEL FAILOVER orders COORDINATED to the Sentinel at s-3:26379",
  );
});

it("foretells the choice by priority, then by offset, and never one of priority 0", () => {
  expect(likelyChoice(group([]))?.id).toBe(B);
  expect(likelyChoice(group([], 10))?.id).toBe(A);
  expect(likelyChoice(group([], 0))?.id).toBe(B);
});

it("finds the group's primary among those a Sentinel watches", () => {
  const [ours, other] = [watchedPrimary(P), watchedPrimary("10.9.9.9:1", { name: "sessions", runId: "r" })];
  const marks: Marks = { heard: null, groupName: "carts", isMember: () => false, runIds: new Set<string>() };
  const chosen = (more: Partial<Marks>) => chooseWatched([ours, other], { ...marks, ...more })?.name ?? null;
  expect(chosen({})).toBeNull();
  expect(chosen({ groupName: "sessions" })).toBe("sessions");
  expect(chosen({ runIds: new Set(["r"]) })).toBe("sessions");
  expect(chooseWatched([ours, other], { ...marks, isMember: ({ host }) => host === "us-1" })?.name).toBe(
    "orders",
  );
  expect(chosen({ heard: "sessions" })).toBe("sessions");
  expect(chooseWatched([other], marks)?.name).toBe("sessions");
});
