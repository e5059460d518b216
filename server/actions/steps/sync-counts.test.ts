import { describe, expect, it } from "vitest";
import type { CommandOutcome } from "@/server/ports";
import { readSyncCounts, servedBetween, servingIn } from "./sync-counts";

const stats = (partial: number, full: number): CommandOutcome => ({
  state: "replied",
  reply: `# Stats\r\nsync_full:${full}\r\nsync_partial_ok:${partial}\r\nsync_partial_err:3\r\n`,
});
const fleet = (said: Record<string, CommandOutcome>) => ({
  command: async (id: string): Promise<CommandOutcome> => said[id] ?? { state: "unsent", detail: "refused" },
});
const read = (said: Record<string, CommandOutcome>, ids = Object.keys(said)) =>
  readSyncCounts(fleet(said), ids);

describe("counted resyncs", () => {
  it("are what all upstreams have served since", async () => {
    const before = await read({ a: stats(2, 1), b: stats(7, 0) });
    const after = await read({ a: stats(4, 1), b: stats(8, 2) });
    expect(servedBetween(before, after)).toEqual({ partial: 3, full: 2 });
    expect(servedBetween(await read({}), await read({}))).toEqual({ partial: 0, full: 0 });
  });

  it("are not known when one of them cannot be read, refuses, or does not count", async () => {
    const good = { a: stats(2, 1) };
    expect(await read(good, ["a", "gone"])).toBeNull();
    expect(await read({ a: { state: "refused", message: "NOPERM" } })).toBeNull();
    expect(await read({ a: { state: "replied", reply: "# Stats\r\nsync_full:1\r\n" } })).toBeNull();
    expect(servedBetween(null, await read(good))).toBeNull();
    expect(servedBetween(await read(good), null)).toBeNull();
  });

  it("are not known of a server that was started anew meanwhile", async () => {
    expect(servedBetween(await read({ a: stats(2, 1) }), await read({ a: stats(1, 1) }))).toBeNull();
  });
});

it("the upstreams that serve are those of the links a plan has reconnect", () => {
  const effect = (upstream: string, resync: "partial" | "full" | "none" | "unknown") => ({
    link: { replica: "x", upstream },
    resync,
    bytes: null,
    copyBytes: null,
    reason: "",
  });
  const effects = [effect("a", "partial"), effect("a", "full"), effect("b", "unknown"), effect("c", "none")];
  expect(servingIn({ effects })).toEqual(["a", "b"]);
});
