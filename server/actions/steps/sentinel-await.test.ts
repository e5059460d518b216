import { expect, test } from "vitest";
import { resolveAmong } from "@/lib/group/members.fixture";
import { planFixture, stepFixture } from "../plan.fixture";
import { type AwaitContext, untilRead } from "./sentinel-await";

const target = "10.0.0.2:2";

interface Said {
  readonly priority: string;
  readonly ageMs: number;
}

/** Waits while the Sentinel says, at each moment, what `saidAt` gives; null: it does not list the target. */
async function waited(saidAt: (nowMs: number) => Said | null, cancelledAtMs = Number.POSITIVE_INFINITY) {
  let nowMs = 0;
  const context: AwaitContext = {
    plan: planFixture({
      steps: [
        stepFixture(1, "prefer-replica", target, { command: ["CONFIG", "SET", "replica-priority", "1"] }),
        stepFixture(3, "sentinel-failover", "10.0.0.1:1", { command: ["SENTINEL", "FAILOVER", "orders"] }),
      ],
    }),
    step: {
      ...stepFixture(2, "await-sentinel", target, { sentinel: "s:26379", command: null }),
      state: "running",
      startedAt: null,
      endedAt: null,
      reply: null,
      error: null,
      progress: null,
    },
    report: () => {},
    now: () => nowMs,
    async wait(ms) {
      nowMs += ms;
    },
    async askSentinel(sentinel, words) {
      expect([sentinel, ...words]).toEqual(["s:26379", "SENTINEL", "REPLICAS", "orders"]);
      const said = saidAt(nowMs);
      if (said === null) return [];
      const fields = {
        ip: "10.0.0.2",
        port: "2",
        "slave-priority": said.priority,
        "info-refresh": String(said.ageMs),
      };
      return [Object.entries(fields).flat()];
    },
    resolve: resolveAmong([target]),
    nameOf: () => "eu-1",
    cancelled: () => nowMs >= cancelledAtMs,
  };
  return { end: await untilRead(context), atMs: nowMs };
}

/** Read each 10 s, for the first time at 4 s; the new priority from then on. */
const eachTenSeconds = (nowMs: number): Said => ({
  priority: nowMs >= 4000 ? "1" : "100",
  ageMs: (nowMs + 6000) % 10_000,
});

test("it ends 550 ms after the reading that saw the priority", async () => {
  expect(await waited(eachTenSeconds)).toMatchObject({ end: { state: "done" }, atMs: 4550 });
});

test("a priority that was read long ago waits for the next reading", async () => {
  const { atMs } = await waited((nowMs) => ({ ...eachTenSeconds(nowMs), priority: "1" }));
  expect(atMs).toBe(4550);
});

test("a priority that is not read, and a replica that is not listed, are told after 15 s", async () => {
  const stale = await waited(() => ({ priority: "100", ageMs: 9000 }));
  expect(stale.end.error).toBe("The Sentinel at s:26379 still reads priority 100 of eu-1 after 15 s.");
  expect((await waited(() => null)).end.error).toBe("The Sentinel at s:26379 does not list eu-1.");
});

test("cancelled meanwhile, nothing is held", async () => {
  expect((await waited(eachTenSeconds, 2000)).end).toMatchObject({ state: "failed", effect: "none" });
});
