import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConsistencyResult, ConsistencySettings, ReadMode } from "@/lib/contract";
import { explain } from "./consistency-words";

const settings = ConsistencySettings.parse({ kind: "consistency", keys: 5, modes: ReadMode.options });
const at = (p50: number, count = 100) => ({ count, p50, p95: p50 * 1.5, p99: p50 * 2, max: p50 * 3 });

type Mode = ConsistencyResult["modes"][number];

const mode = (name: ReadMode, { fresh = 0, stale = 0, refused = 0, fromPrimary = 0 }): Mode => ({
  mode: name,
  reads: fresh + stale + refused,
  fresh,
  stale,
  refused,
  refusals: refused === 0 ? {} : { deadline: refused },
  staleSeconds: stale === 0 ? null : at(0.12, stale),
  seconds: fresh + stale === 0 ? null : at(0.0004, fresh + stale),
  fromPrimary,
  fromReplicas: fresh + stale - fromPrimary,
});

const resultOf = (
  modes: Mode[],
  wait: ConsistencyResult["writes"]["wait"] = null,
  failed = 0,
): ConsistencyResult => ({
  kind: "consistency",
  writes: { sent: 1_000 + failed, acknowledged: 1_000, failed, seconds: at(0.0003, 1_000), wait },
  modes,
  course: [],
  faults: [],
});

const print = (result: ConsistencyResult, of = settings): string[] =>
  explain(result, of).map(({ figure, title, value, text, source }) =>
    `${figure} | ${title} | ${value}\n  ${text}\n  [${source}]`.replaceAll("\u00a0", " "),
  );

test("where nothing was stale", () => {
  const modes = ReadMode.options.map((name) => mode(name, { fresh: 1_000 }));
  expect(print(resultOf(modes)).join("\n")).toMatchSnapshot();
});

test("where some of everything was", () => {
  const modes = ReadMode.options.map((name) =>
    mode(name, { fresh: 700, stale: 200, refused: 100, fromPrimary: 300 }),
  );
  const waiting = { ...settings, wait: { replicas: 1, timeoutMs: 100 } };
  const wait = { reached: [10, 960, 30] };
  expect(print(resultOf(modes, wait, 3), waiting).join("\n")).toMatchSnapshot();
});

test("where nothing was answered", () => {
  const modes = [mode("replica", { refused: 4 }), mode("read-latest", {})];
  const waiting = { ...settings, wait: { replicas: 2, timeoutMs: 100 } };
  const result = resultOf(modes);
  const none = { sent: 0, acknowledged: 0, failed: 0, seconds: null, wait: null };
  expect(print({ ...result, writes: none }, waiting).join("\n")).toMatchSnapshot();
});

test("a bound that was exceeded is called a defect, and one that was kept is not", () => {
  const text = (maxLagMs: number): string =>
    explain(resultOf([mode("max-lag-seconds", { stale: 3 })]), { ...settings, maxLagMs }).find(
      ({ figure }) => figure === "max-lag-seconds.stale",
    )?.text ?? "";
  expect(text(359)).toContain("it is a defect");
  expect(text(361)).not.toContain("defect");
});

test("reads that the primary alone answered are no word for the replicas", () => {
  const [, , stale] = explain(resultOf([mode("read", { fresh: 10, fromPrimary: 10 })]), settings);
  expect(stale?.text).toContain("say nothing of what its replicas had");
});

const counts = fc.record({ fresh: fc.nat(3), stale: fc.nat(3), refused: fc.nat(3), primary: fc.nat(6) });

test("each figure has exactly two sentences and a source, and what was not answered shows nothing", () => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 8, maxLength: 8 }), fc.nat(2), (all, replicas) => {
      const modes = ReadMode.options.map((name, i) => {
        const { fresh = 0, stale = 0, refused = 0, primary = 0 } = all[i] ?? {};
        return mode(name, { fresh, stale, refused, fromPrimary: Math.min(primary, fresh + stale) });
      });
      const explained = explain(resultOf(modes), { ...settings, wait: { replicas, timeoutMs: 50 } });
      expect(new Set(explained.map(({ figure }) => figure)).size).toBe(explained.length);
      for (const { text, source, value, title } of explained) {
        expect(text.match(/[.!?](?= |$)/g), text).toHaveLength(2);
        expect(`${text} ${value} ${title}`).not.toMatch(/NaN|undefined|null|object/);
        expect(source).not.toBe("");
      }
      for (const { mode: name, fresh, stale } of modes) {
        const said = explained.find(({ figure }) => figure === `${name}.stale`);
        if (fresh + stale === 0) expect(said?.text).toContain("nothing is known");
        else expect(said?.text.startsWith("None")).toBe(stale === 0);
      }
    }),
  );
});
