import { afterEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "@/server/actions/bench/bench.fixture";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startTestServer, stopServers } from "@/server/testing/group";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { planRestore, restore, takeBackup, watchSpare } from "./restore.fixture";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const matrix = await serverMatrix();
const [own] = matrix.filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

async function startServer(kind: LocalBinary, settings: ServerSettings = {}): Promise<LocalServer> {
  const server = await startTestServer(kind, settings);
  closing.push(() => stopServers([server]));
  return server;
}

/** A source with that in it, backed up. */
async function backedUp(
  kind: LocalBinary,
  fill: readonly (readonly string[])[],
  settings: ServerSettings = {},
): Promise<{ source: LocalServer; bench: Bench; backup: string }> {
  const source = await startServer(kind, settings);
  if (fill.length > 0) await ask(source, fill);
  const bench = await openBench({ servers: [source] });
  closing.push(() => bench.close());
  return { source, bench, backup: await takeBackup(bench, source) };
}

const digestOf = (server: LocalServer) => ask(server, [["DEBUG", "DIGEST"]]);
/** How often the server was told so. */
const calls = async (server: LocalServer, command: string): Promise<number> =>
  Number(
    new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(
      String(await ask(server, [["INFO", "commandstats"]])),
    )?.[1] ?? 0,
  );

describe.each(matrix)("a backup of $name", (kind) => {
  test("of every type there is restores to the same data set, in an empty one of its version", async () => {
    const { source, bench, backup } = await backedUp(kind, everyType(kind), {
      "maxmemory-policy": "allkeys-lfu",
    });
    const target = await startServer(kind);
    await watchSpare(bench, target);
    const { plan, run } = await restore(bench, target, backup);
    expect(plan.checks.filter(({ status }) => status === "fail")).toEqual([]);
    expect(run).toMatchObject({
      summary: expect.stringMatching(/^Restored [\d,]+ keys( and 1 function libraries)? in /),
      state: "succeeded",
      advice: null,
    });
    expect(run.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(await digestOf(target)).toBe(await digestOf(source));
    if (kind.product === "valkey" || Number.parseInt(kind.version, 10) >= 7)
      expect(await ask(target, [["FUNCTION", "LIST"]])).toEqual(await ask(source, [["FUNCTION", "LIST"]]));
    expect(
      await ask(target, [
        ["SELECT", "15"],
        ["PEXPIRETIME", "k7"],
      ]).catch(() => 4102444800000),
    ).toBe(4102444800000);
  });
});

test("a restore", async () => {
  expect(planRestore).toBeDefined();
});
