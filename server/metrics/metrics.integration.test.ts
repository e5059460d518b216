import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { primaryView, reached, replicaView, START_MS, silent, slowFacts } from "@/lib/group/members.fixture";
import { type ApiBench, openApi } from "@/server/http/api.fixture";
import type { Store } from "@/server/ports";
import { createStore } from "@/server/store";
import { backupAt, iso, runAt, t0 } from "@/server/store/objects.fixture";
import { promtool } from "@/server/testing/prometheus";
import { waitFor } from "@/server/testing/wait-for";
import { readExposition, type Series } from "./exposition.fixture";
import { families } from "./families.fixture";
import { ToldFleet } from "./fleet.fixture";
import { createMetrics, type Metrics } from "./index";

const P = "10.0.0.1:6379";
const R = "10.0.0.2:6379";

let dir = "";
let store: Store;
let fleet: ToldFleet;
let metrics: Metrics;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-metrics-"));
  store = await createStore(dir, { tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }], pollIntervalMs: 1_000 });
  fleet = new ToldFleet();
  metrics = createMetrics(fleet, store);
});
afterEach(async () => {
  metrics.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

const scrape = async (): Promise<Series[]> => readExposition((await metrics.text()).text);
const of = (name: string, series: readonly Series[]) =>
  series
    .filter((one) => one.name === name)
    .map(({ labels: { group, instance, ...rest }, value }) => ({
      at: `${group} ${instance}`,
      ...rest,
      value,
    }));

const primary = (offset: number, ms: number, version = "7.0.15") =>
  reached(
    P,
    ms,
    primaryView(offset, [R]),
    slowFacts(ms, {
      server: {
        product: "redis",
        version,
        runId: "r",
        mode: "standalone",
        uptimeSeconds: 9,
        configFile: null,
      },
      stats: {
        opsPerSecond: 1,
        fullSyncs: 3,
        partialSyncs: 0,
        partialSyncsRefused: 0,
        bufferDisconnections: 0,
        loginErrors: 0,
      },
    }),
  );

/** Both members, read in step, over some rounds; the replica 500 bytes behind. */
function tellHealthy(group: string, from = 0): number {
  let at = from;
  for (let round = 0; round < 40; round += 1) {
    at += 1_000;
    const offset = 1_000_000 + at;
    fleet.tell(group, at, primary(offset, at), reached(R, at, replicaView(offset - 500, P)));
  }
  return at;
}

describe("on real servers", () => {
  let api: ApiBench;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api?.close());

  test("promtool finds nothing to complain of in what a scrape gets", async () => {
    const { text } = await waitFor("the slow facts are read", async () => {
      const answer = await api.tidemark.get("/metrics");
      return answer.text.includes("tidemark_full_resyncs_total{") ? answer : null;
    });
    expect(await promtool(["check", "metrics"], { input: text })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(readExposition(text).length).toBeGreaterThan(20);
  });
});

test("every family of the contract is there, with its labels and no other, and promtool accepts all of them", async () => {
  const at = tellHealthy("orders");
  fleet.tell(
    "orders",
    at + 1_000,
    primary(2_000_000, at + 1_000),
    silent(reached(R, at, replicaView(9, P)), at),
  );
  tellHealthy("carts");
  await store.runs.insert(runAt("r", { state: "succeeded" }), null);
  await store.backups.save(
    backupAt("b", {
      instance: R,
      state: "verified",
      endedAt: iso(t0),
      drill: { at: iso(t0), ok: true, keys: 1, seconds: 2, digest: "equal", text: "" },
    }),
  );
  fleet.backUp("orders", backupAt("b", { state: "verified", endedAt: iso(t0), replid: "a", offset: 500 }));
  fleet.tell("orders", at + 2_000, primary(2_000_500, at + 2_000));
  fleet.tell(
    "orders",
    at + 3_000,
    primary(2_000_500, at + 3_000),
    silent(reached(R, at, replicaView(9, P)), at),
  );
  const { text } = await metrics.text();
  const found: Record<string, Set<string>> = {};
  for (const { name, labels } of readExposition(text)) {
    found[name] ??= new Set();
    found[name].add(Object.keys(labels).sort().join(" "));
  }
  expect(Object.fromEntries(Object.entries(found).map(([name, labels]) => [name, [...labels]]))).toEqual(
    Object.fromEntries(Object.entries(families).map(([name, labels]) => [name, [labels.join(" ")]])),
  );
  expect(await promtool(["check", "metrics"], { input: text })).toEqual({ code: 0, stdout: "", stderr: "" });
});

describe("what is not known has no line", () => {
  test("before the first poll there is an instance, and nothing is said of it", async () => {
    const unasked = {
      id: P,
      reading: null,
      lastReached: null,
      failures: 0,
      failingSinceMs: null,
      slow: null,
      heartbeat: null,
    };
    fleet.tell("orders", 0, unasked);
    expect((await scrape()).map(({ name }) => name)).toEqual(["tidemark_instance_info"]);
    expect(of("tidemark_instance_info", await scrape())).toEqual([
      { at: `orders ${P}`, role: "", version: "", value: 1 },
    ]);
  });

  test("an instance that stopped answering is down, keeps its role, and has no offset, lag, headroom or count", async () => {
    const at = tellHealthy("orders");
    const before = await scrape();
    expect(of("tidemark_replication_lag_bytes", before)).toEqual([{ at: `orders ${R}`, value: 500 }]);
    fleet.tell(
      "orders",
      at + 1_000,
      silent(primary(2, at), at),
      silent(reached(R, at, replicaView(1, P)), at),
    );
    const after = await scrape();
    const moving = after.filter(({ name }) => /offset|lag|headroom|link|full_resyncs/.test(name));
    expect(moving).toEqual([]);
    expect(of("tidemark_instance_up", after).map(({ value }) => value)).toEqual([0, 0]);
    expect(of("tidemark_instance_info", after)).toContainEqual({
      at: `orders ${P}`,
      role: "primary",
      version: "7.0.15",
      value: 1,
    });
  });

  test("a primary has no link, no lag and no headroom, rather than a zero", async () => {
    tellHealthy("orders");
    const own = (await scrape()).filter(({ labels }) => labels.instance === P).map(({ name }) => name);
    expect(own).toContain("tidemark_replication_offset_bytes");
    expect(own.filter((name) => /link|lag|headroom/.test(name))).toEqual([]);
  });
});

describe("what has left is gone", () => {
  test("a member that left takes all its lines along, and the others keep theirs", async () => {
    const at = tellHealthy("orders");
    expect(JSON.stringify(await scrape())).toContain(R);
    fleet.tell("orders", at + 1_000, primary(2_000_000, at + 1_000));
    const after = await scrape();
    expect(after.filter(({ labels }) => labels.instance === R)).toEqual([]);
    expect(of("tidemark_poll_duration_seconds_count", after)).toEqual([{ at: `orders ${P}`, value: 41 }]);
  });

  test("a forgotten group takes all its lines along, those of its runs and backups too", async () => {
    tellHealthy("orders");
    tellHealthy("carts");
    await store.runs.insert(runAt("r", { state: "succeeded" }), null);
    await store.backups.save(backupAt("b", { instance: R, state: "verified", endedAt: iso(t0) }));
    fleet.forget("orders");
    const groups = new Set((await scrape()).map(({ labels }) => labels.group));
    expect([...groups]).toEqual(["carts"]);
  });
});

describe("what comes from the servers", () => {
  const nasty = 'a"b\\c\nd{}=,';

  test("is escaped, and read back is what it was", async () => {
    fleet.tell("orders", 0, primary(1, 0, nasty));
    const { text } = await metrics.text();
    expect(of("tidemark_instance_info", readExposition(text))).toMatchObject([{ version: nasty }]);
    expect(await promtool(["check", "metrics"], { input: text })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("does not make a label long", async () => {
    fleet.tell("orders", 0, primary(1, 0, "9".repeat(100_000)));
    expect(of("tidemark_instance_info", await scrape())).toMatchObject([{ version: "9".repeat(40) }]);
  });

  test("does not pile up: a version that changes with every scrape has one line", async () => {
    for (const version of ["1", "2", "3"]) {
      fleet.tell("orders", 0, primary(1, 0, version));
      expect(of("tidemark_instance_info", await scrape())).toMatchObject([{ version }]);
    }
  });
});

describe("runs and backups", () => {
  test("runs are counted by action and outcome, and not while they run", async () => {
    fleet.tell("orders", 0, primary(1, 0));
    await store.runs.insert(runAt("1", { state: "succeeded" }), null);
    await store.runs.insert(runAt("2", { state: "succeeded" }), null);
    await store.runs.insert(runAt("3", { state: "rolled-back", action: "promote" }), null);
    await store.runs.insert(runAt("4"), null);
    expect((await scrape()).filter(({ name }) => name === "tidemark_runs_total")).toEqual([
      {
        name: "tidemark_runs_total",
        labels: { group: "orders", action: "detach", state: "succeeded" },
        value: 2,
      },
      {
        name: "tidemark_runs_total",
        labels: { group: "orders", action: "promote", state: "rolled-back" },
        value: 1,
      },
    ]);
  });

  test("scrapes at the same time do not add up", async () => {
    fleet.tell("orders", 0, primary(1, 0));
    await store.runs.insert(runAt("1", { state: "succeeded" }), null);
    const scrapes = await Promise.all(Array.from({ length: 20 }, scrape));
    const counts = scrapes.map((series) => series.find(({ name }) => name === "tidemark_runs_total")?.value);
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  test("of an instance the newest verified backup counts; of one that has left, only if it is the group's newest", async () => {
    fleet.tell("orders", 0, primary(1, 0));
    const save = (id: string, instance: string, minutes: number, state: "verified" | "saved" | "failed") =>
      store.backups.save(
        backupAt(id, { instance, state, startedAt: iso(t0), endedAt: iso(t0 + minutes * 60_000) }),
      );
    await save("1", P, 1, "verified");
    await save("2", P, 2, "verified");
    await save("3", P, 3, "saved");
    await save("4", P, 4, "failed");
    await save("5", "gone:1", 1, "verified");
    const name = "tidemark_backup_last_verified_timestamp_seconds";
    expect(of(name, await scrape())).toEqual([{ at: `orders ${P}`, value: t0 / 1000 + 120 }]);
    await save("6", "gone:2", 6, "verified");
    expect(of(name, await scrape())).toEqual([
      { at: "orders gone:2", value: t0 / 1000 + 360 },
      { at: `orders ${P}`, value: t0 / 1000 + 120 },
    ]);
  });

  test("of a group the newest drill counts, and its time only where it held", async () => {
    fleet.tell("orders", 0, primary(1, 0));
    const drilled = (id: string, minutes: number, ok: boolean) =>
      store.backups.save(
        backupAt(id, {
          state: "verified",
          drill: { at: iso(t0 + minutes * 60_000), ok, keys: 1, seconds: minutes, digest: "equal", text: "" },
        }),
      );
    await store.backups.save(backupAt("0"));
    expect(of("tidemark_backup_drill_ok", await scrape())).toEqual([]);
    await drilled("1", 7, true);
    await drilled("2", 5, false);
    const values = async (name: string) => of(name, await scrape()).map(({ value }) => value);
    expect(await values("tidemark_backup_drill_ok")).toEqual([1]);
    expect(await values("tidemark_backup_drill_seconds")).toEqual([7]);
    await drilled("3", 9, false);
    expect(await values("tidemark_backup_drill_ok")).toEqual([0]);
    expect(await values("tidemark_backup_drill_seconds")).toEqual([]);
  });

  test("what is in no verified backup is counted as the group's page counts it, and has no line where it cannot be told", async () => {
    const unprotected = async () =>
      (await scrape())
        .filter(({ name }) => name.startsWith("tidemark_backup_unprotected"))
        .map(({ name, value }) => [name.split("_").at(-1), value]);
    fleet.tell("orders", 0, primary(1_000, 0));
    expect(await unprotected()).toEqual([]);
    const made = { state: "verified", endedAt: iso(START_MS - 60_000), offset: 400 } as const;
    fleet.backUp("orders", backupAt("b", { ...made, replid: "a" }));
    fleet.tell("orders", 1_000, primary(1_500, 1_000));
    expect(await unprotected()).toEqual([
      ["bytes", 1_100],
      ["seconds", 61],
    ]);
    fleet.backUp("orders", backupAt("b", { ...made, replid: "another" }));
    fleet.tell("orders", 2_000, primary(1_500, 2_000));
    expect(await unprotected()).toEqual([["seconds", 62]]);
  });

  test("a store that fails leaves its own families out, and the others as they are", async () => {
    tellHealthy("orders");
    await store.runs.insert(runAt("1", { state: "succeeded" }), null);
    const failing = createMetrics(fleet, {
      runs: { counts: () => Promise.reject(new Error("disk")) },
      backups: { list: () => Promise.reject(new Error("disk")) },
    });
    const names = new Set(readExposition((await failing.text()).text).map(({ name }) => name));
    failing.close();
    expect([...names].filter((name) => /runs|backup/.test(name))).toEqual([]);
    expect(names).toContain("tidemark_instance_up");
  });
});
