import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { EventDraft } from "@/lib/contract";
import { type Bench, idAt, openBench } from "@/server/actions/bench/bench.fixture";
import { startApplication } from "@/server/testing/application";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Aftermaths, createAftermaths } from "./aftermaths";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const silentLog = { warn: () => {} };

async function watch(bench: Bench, told: EventDraft[]): Promise<Aftermaths> {
  const record = (drafts: readonly EventDraft[]): void => {
    told.push(...drafts);
    void bench.store.events.append(drafts);
  };
  const { fleet, store } = bench;
  const watching = await createAftermaths({
    fleet,
    store,
    record,
    log: silentLog,
    now: Date.now,
    everyMs: 200,
  });
  endings.push(() => watching.close());
  return watching;
}

test("clients that stay on the demoted primary are watched until they are quiet, over a restart of Tidemark too", async () => {
  const binary = (await serverMatrix()).find(({ version }) => version.startsWith("7."));
  if (binary === undefined) return;
  const group = await startGroup({ binary, replicas: 1 });
  endings.push(group.stop);
  const [heir] = group.replicas;
  if (heir === undefined) throw new Error("no replica");
  const bench = await openBench({ servers: group.all });
  endings.push(() => bench.close());
  const told: EventDraft[] = [];
  const first = await watch(bench, told);
  expect(await first.of("orders")).toBeNull();
  const shop = await startApplication(group.primary, "shop", ["SET", "a", "1"], 10);
  endings.push(() => shop.close());

  const { run } = await bench.run({ action: "promote", instance: idAt(heir) });
  const seen = await waitFor("its writes are refused", async () => {
    const found = await first.of("orders");
    return (found?.stragglers?.refusedPerSecond ?? 0) > 0 ? found : null;
  });
  expect(seen).toMatchObject({
    run: run.id,
    promoted: idAt(heir),
    demoted: idAt(group.primary),
    loss: null,
    returned: null,
    stragglers: { clients: 1, writers: 1 },
    quiet: null,
  });
  first.close();

  const second = await watch(bench, told);
  const again = await waitFor("it is looked at again", async () => {
    const found = await second.of("orders");
    return found?.stragglers == null ? null : found;
  });
  expect(again).toMatchObject({
    run: run.id,
    demoted: idAt(group.primary),
    stragglers: { clients: 1 },
    quiet: null,
  });
  expect(told).toEqual([]);

  shop.close();
  const end = await waitFor("it is quiet", async () =>
    (await second.of("orders"))?.quiet == null ? null : second.of("orders"),
  );
  expect(end?.quiet?.text).toMatch(/is quiet: no client is connected there any more/);
  expect(told).toMatchObject([{ type: "stragglers-quiet", run: run.id, instance: idAt(group.primary) }]);
  second.close();

  const third = await watch(bench, told);
  await waitFor("the end is remembered", async () => (await third.of("orders"))?.quiet ?? null);
  expect((await third.of("orders"))?.quiet?.text).toBe(end?.quiet?.text);
});

test("an old primary that comes back is told once, with its run, and known after a restart of Tidemark", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  const group = await startGroup({ binary, replicas: 1 });
  endings.push(group.stop);
  const [heir] = group.replicas;
  if (heir === undefined) throw new Error("no replica");
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-aftermath-"));
  endings.push(() => rmSync(dataDir, { recursive: true, force: true }));
  let bench = await openBench({ servers: group.all, dataDir });
  const told: EventDraft[] = [];
  let watching = await watch(bench, told);
  await group.primary.kill();
  await waitFor("it is gone", () =>
    bench.fleet.group("orders")?.instances.some((one) => one.link?.state === "down"),
  );
  const { run } = await bench.run({ action: "promote", instance: idAt(heir) });
  expect(run.state).toBe("succeeded");
  watching.close();
  await bench.close();

  // Tidemark is started anew while the old primary is away: only the store knows that there was one.
  bench = await openBench({ servers: group.all, dataDir, count: null });
  endings.push(() => bench.close());
  watching = await watch(bench, told);
  await group.primary.restart();
  const back = await waitFor("it is told", async () => (await watching.of("orders"))?.returned ?? null);
  expect(back.text).toMatch(/came back empty$/);
  expect(told).toMatchObject([{ type: "old-primary-returned", run: run.id, severity: "critical" }]);
  expect(bench.fleet.group("orders")?.findings.find(({ code }) => code === "returned-primary")).toMatchObject(
    {
      action: { action: "attach", instance: idAt(group.primary), upstream: idAt(heir) },
    },
  );
});
