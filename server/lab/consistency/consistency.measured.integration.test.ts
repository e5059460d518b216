import { expect, test } from "vitest";
import { fairWeather } from "../link";
import { allModes, carryOutThrowaway, modeOf } from "./bench.fixture";

const slow = { ...fairWeather, delayMs: 300 };

test("behind a link of 300 ms a replica is stale by that, and what promises more keeps it", async () => {
  const { result, cleanUp } = await carryOutThrowaway({
    seconds: 4,
    replicas: 2,
    keys: 1,
    modes: [...allModes],
    links: [slow],
    maxLagMs: 200,
    pollMs: 50,
  });
  expect(cleanUp).toBe("1 key removed.");
  const replica = modeOf(result, "replica");
  expect(replica.stale / (replica.stale + replica.fresh)).toBeGreaterThan(0.9);
  // What is 300 ms under way is missing; with a write every 20 ms, the oldest such write is less than that younger.
  expect(replica.staleSeconds?.p50).toBeGreaterThan(0.26);
  expect(replica.staleSeconds?.p50).toBeLessThan(0.6);
  expect(replica).toMatchObject({ refused: 0, fromPrimary: 0 });

  for (const mode of ["primary", "read-your-writes", "read-latest"] as const) {
    expect(modeOf(result, mode), mode).toMatchObject({ stale: 0, refused: 0 });
    expect(modeOf(result, mode).fresh, mode).toBeGreaterThan(50);
  }
  const bounded = modeOf(result, "max-lag-seconds");
  expect(bounded.staleSeconds?.max ?? 0).toBeLessThanOrEqual(0.2);
  expect(bounded.fresh).toBeGreaterThan(0);
  expect(modeOf(result, "read").stale).toBeGreaterThan(0);
  // The primary is asked where no replica answers in time, which a busy machine brings about now and then.
  expect(modeOf(result, "read").fromPrimary).toBeLessThan(modeOf(result, "read").fromReplicas / 20);
  expect(modeOf(result, "bulk-read").reads).toBeGreaterThan(50);
});

test("WAIT for the only replica there is makes it fresh, and each write as slow as its link", async () => {
  const { result } = await carryOutThrowaway({
    seconds: 2,
    replicas: 1,
    keys: 10,
    modes: ["replica"],
    links: [{ ...slow, delayMs: 100 }],
    wait: { replicas: 1, timeoutMs: 5_000 },
  });
  const { wait, acknowledged, seconds } = result.writes;
  expect(wait?.reached).toEqual([0, acknowledged]);
  expect(acknowledged).toBeGreaterThan(20);
  expect(seconds?.p50).toBeGreaterThanOrEqual(0.1);
  expect(modeOf(result, "replica")).toMatchObject({ stale: 0, refused: 0 });
  expect(modeOf(result, "replica").fresh).toBeGreaterThan(20);
});

test("a link that is held and then cut makes its replica ever older, and nobody else; when it is back, so is the replica", async () => {
  const { result } = await carryOutThrowaway(
    {
      seconds: 6,
      replicas: 2,
      keys: 5,
      modes: ["replica", "max-lag-seconds", "read-your-writes", "read-latest"],
      maxLagMs: 300,
      pollMs: 50,
    },
    {
      reported(count, { weather }) {
        if (count === 1) weather("replica-1", { ...fairWeather, paused: true });
        if (count === 2) weather("replica-1", { ...fairWeather, cut: true });
        if (count === 3) weather("replica-1", fairWeather);
      },
    },
  );
  expect(result.faults.map(({ replica, weather }) => [replica, weather.paused, weather.cut])).toEqual([
    ["replica-1", true, false],
    ["replica-1", false, true],
    ["replica-1", false, false],
  ]);
  const [held = 0, cut = 0] = result.faults.map(({ atSeconds }) => atSeconds);
  const staleAt = (second: number) =>
    result.course[second]?.modes.find(({ mode }) => mode === "replica")?.worstStaleSeconds ?? 0;
  expect(staleAt(Math.floor(cut))).toBeGreaterThan(cut - held - 0.2);
  expect(modeOf(result, "replica").staleSeconds?.max).toBeGreaterThan(1.5);
  const last = result.course[5]?.modes.find(({ mode }) => mode === "replica");
  expect(last?.fresh).toBeGreaterThan(0);
  for (const mode of ["read-your-writes", "read-latest"] as const)
    expect(modeOf(result, mode), mode).toMatchObject({ stale: 0 });
  expect(modeOf(result, "max-lag-seconds").staleSeconds?.max ?? 0).toBeLessThanOrEqual(0.3);
});
