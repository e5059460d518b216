import { describe, expect, it } from "vitest";
import { group, primary } from "@/components/fleet/fleet.fixture";
import type { Lab } from "@/lib/contract";
import { readForm } from "./form";
import { consistencySettings } from "./lab.fixture";
import { placeBlocked } from "./place-blocked";
import { prefillOf } from "./prefill";
import { replicasOf } from "./replicas-of";

const limits = { writesPerSecond: 1, readsPerSecond: 1, bytes: 1 };
const lab: Lab = {
  throwaway: { allowed: true, server: { path: "/usr/bin/redis-server", version: "7.0.15" }, unable: null },
  groups: [
    {
      group: "orders",
      allowed: false,
      limits,
      instances: [
        { id: "10.0.0.1:6379", role: "primary" },
        { id: "10.0.0.2:6379", role: "replica" },
      ],
    },
  ],
  running: null,
};
const here = { place: "throwaway" } as const;
const inOrders = { place: "group", group: "orders" } as const;
const nameOf = (id: string): string => id.toUpperCase();

describe("where an experiment may run", () => {
  it.each([
    { what: "before it is known", lab: null, where: here, says: "Reading where" },
    { what: "while one runs", lab: { ...lab, running: "x" }, where: here, says: "one at a time" },
    {
      what: "without a server program",
      lab: { ...lab, throwaway: { allowed: true, server: null, unable: "No server program was found." } },
      where: here,
      says: "No server program was found.",
    },
    {
      what: "where throw-away servers are forbidden",
      lab: { ...lab, throwaway: { ...lab.throwaway, allowed: false } },
      where: here,
      says: "No admin has allowed",
    },
    { what: "in a group that is not allowed", lab, where: inOrders, says: "in ORDERS." },
    {
      what: "in a group that is gone",
      lab,
      where: { place: "group", group: "carts" } as const,
      says: "CARTS is not watched",
    },
  ])("says why not $what", ({ lab: known, where, says }) => {
    expect(placeBlocked(known, where, nameOf)).toContain(says);
  });

  it("is nothing in the way where it is allowed", () => {
    expect(placeBlocked(lab, here, nameOf)).toBeNull();
    const allowed = { ...lab, groups: lab.groups.map((one) => ({ ...one, allowed: true })) };
    expect(placeBlocked(allowed, inOrders, nameOf)).toBeNull();
  });

  it("names the replicas that can be chosen", () => {
    expect(replicasOf(lab, here, consistencySettings)).toEqual(["replica-1", "replica-2"]);
    expect(replicasOf(lab, inOrders, consistencySettings)).toEqual(["10.0.0.2:6379"]);
    expect(replicasOf(lab, here, null)).toEqual([]);
  });
});

describe("a form that is filled in from a group", () => {
  const MIB = 1_048_576;
  const like = (more: Parameters<typeof primary>[1]) =>
    prefillOf(group("g", [primary("p", more)], { primary: "p" }));

  it("has the data, backlog and write rate of its primary, in sizes that the form takes", () => {
    const texts = like({
      memory: { usedBytes: 9 * MIB, maxBytes: null, dataBytes: 5.5 * MIB },
      writeBytesPerSecond: 1500.5,
      backlog: { active: true, sizeBytes: 2 * MIB, firstOffset: 1, historyBytes: 1 },
    });
    expect(texts).toEqual({ "sync.data": "6MiB", "sync.backlog": "2MiB", "sync.writes": "2KiB" });
    expect(readForm("sync", texts, here)).toMatchObject({ ok: true });
  });

  it("takes the most that can be measured for more, and leaves what is not known as it is", () => {
    const texts = like({
      memory: { usedBytes: 1e12, maxBytes: null, dataBytes: 1e12 },
      writeBytesPerSecond: null,
      backlog: null,
    });
    expect(texts).toEqual({ "sync.data": "4GiB" });
    expect(prefillOf(group("g", [primary("p")], { primary: null }))).toEqual({});
  });
});
