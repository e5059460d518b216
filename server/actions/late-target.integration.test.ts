import { afterEach, expect, test } from "vitest";
import { replicationField } from "@/server/testing/ask";
import { DelayLine } from "@/server/testing/delay-line";
import { idAt } from "@/server/testing/fleet";
import { startGroup, startReplica, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { openBench } from "./bench/bench.fixture";
import { callsOf } from "./bench/stats.fixture";
import { startWriters } from "./bench/writers.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};
const [binary = never()] = (await serverMatrix()).filter(({ version }) => !version.startsWith("6."));

/** Its ACKs are always of a place 250 ms back, so none that comes within a try of 100 ms covers what the primary has. */
test("a target whose every ACK is too late: the tries are repeated, the last is longer, their pauses are added up, and nothing is lost", async () => {
  const group = await startGroup({ binary, replicas: 0 });
  closing.push(() => group.stop());
  const line = await DelayLine.start(group.primary);
  closing.push(() => line.close());
  const target = await startReplica(binary, line);
  closing.push(() => stopServers([target]));
  const servers = [group.primary, target];
  const bench = await openBench({
    servers,
    config: { addresses: { [`127.0.0.1:${line.port}`]: idAt(group.primary) } },
  });
  closing.push(() => bench.close());
  line.delayMs = 250;
  const writers = startWriters(servers, 2);
  closing.push(() => writers.stop());
  while (writers.acknowledged() < 500) await bench.fleet.sample("orders", [idAt(target)]);

  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  expect(plan.steps[0]?.command?.slice(-2)).toEqual(["TIMEOUT", "100"]);
  const run = await bench.ended(await bench.start(plan));
  await writers.stop();

  expect(run.state).toBe("succeeded");
  const tries = await callsOf(group.primary, "failover");
  expect(tries).toBeGreaterThan(2);
  const [step] = run.steps;
  const said = /^OK at try (\d+); writes paused for (\d+) ms in all, (\d+) ms of it by (\d+) tries/.exec(
    step?.reply ?? "",
  );
  const [at, pausedMs, missedMs, missed] = (said ?? []).slice(1).map(Number);
  expect([at, missed]).toEqual([tries, tries - 1]);
  // A try that misses lasts 100 ms, and the last one longer: its ACK comes 250 ms late.
  expect(missedMs).toBeGreaterThanOrEqual((tries - 1) * 100);
  expect(pausedMs).toBeGreaterThanOrEqual((missedMs ?? 0) + 200);
  // The words of the last try are in the journal: what was left of the stated pause.
  expect(Number(step?.command?.at(-1))).toBeGreaterThan(1000);
  expect(Math.round((run.writePausedSeconds ?? 0) * 1000)).toBe(pausedMs);
  expect(run.writePausedSeconds).toBeLessThan(plan.writePauseSeconds ?? 0);
  expect(await replicationField(target, "role")).toBe("master");
  expect(await writers.lostOn(target)).toEqual([]);
}, 60_000);
