import { describe, expect, it } from "vitest";
import { comparedFacts, comparedFigures, differenceOf } from "./compare";
import { compareBlocked, compareHref, idsIn } from "./compare-path";
import { figure, word } from "./figure";
import {
  consistencyResult,
  consistencySettings,
  environment,
  experimentWith,
  scalingResult,
  scalingSettings,
  syncResult,
  syncSettings,
} from "./lab.fixture";

const a = experimentWith(consistencySettings, { id: "a", result: consistencyResult });
const b = experimentWith(
  { ...consistencySettings, wait: { replicas: 1, timeoutMs: 100 } },
  {
    id: "b",
    result: { ...consistencyResult, modes: consistencyResult.modes.slice(0, 2) },
    environment: { ...environment, machine: { ...environment.machine, cores: 8 } },
  },
);

describe("experiments side by side", () => {
  it("have a figure in one row, also where one of them lacks it", () => {
    const figures = comparedFigures([a, b]);
    const staleOf = (name: string) =>
      figures
        .find(({ of, label }) => of === name && label === "stale")
        ?.values.map((value) => value?.value ?? null);
    expect(staleOf("One replica")).toEqual([0.42, 0.42]);
    expect(staleOf("The latest, or none")).toEqual([0, null]);
    expect(new Set(figures.map(({ key }) => key)).size).toBe(figures.length);
  });

  it("differ by how much and how many times", () => {
    const of = (value: number | null) => figure("Writes", "p50", value, String);
    expect(differenceOf(of(2), of(5))).toEqual({ by: 3, ratio: 2.5 });
    expect(differenceOf(of(0), of(5))).toEqual({ by: 5, ratio: null });
    expect(differenceOf(of(null), of(5))).toBeNull();
    expect(differenceOf(of(2), null)).toBeNull();
    expect(differenceOf(word("x", "resync", "full"), word("x", "resync", "partial"))).toBeNull();
  });

  it("say first with what differing settings and machines they were measured", () => {
    const facts = comparedFacts([a, b], () => "throw-away servers");
    expect(facts.filter(({ differs }) => differs)).toEqual([
      { label: "WAIT for replicas", values: ["0", "1"], differs: true },
      { label: "Cores", values: ["2", "8"], differs: true },
    ]);
    expect(facts.slice(0, 2).every(({ differs }) => differs)).toBe(true);
    expect(facts.find(({ label }) => label === "Place")?.differs).toBe(false);
  });

  it("are of one kind, two to six, and have measured something", () => {
    const scaling = experimentWith(scalingSettings, { result: scalingResult });
    const empty = experimentWith(consistencySettings);
    expect(compareBlocked([a, b])).toBeNull();
    expect(compareBlocked([a])).toBe("Choose two or more experiments of one kind.");
    expect(compareBlocked([a, scaling])).toContain("2 kinds");
    expect(compareBlocked([a, empty])).toContain("measured nothing");
    expect(compareBlocked(Array(7).fill(a))).toContain("More than 6");
  });

  it("are found again by their link, each once", () => {
    const query = new URLSearchParams(compareHref(["a", "b,c"]).split("?")[1]);
    expect(idsIn(query.get("ids") ?? "")).toEqual(["a", "b", "c"]);
    expect(idsIn("a,,a, b")).toEqual(["a", "b"]);
  });
});

describe("all figures", () => {
  it("have a key of their own in results of every kind", () => {
    const results = [
      experimentWith(scalingSettings, { result: scalingResult }),
      experimentWith(syncSettings, { result: syncResult }),
    ];
    for (const one of results) {
      const keys = comparedFigures([one]).map(({ key }) => key);
      expect(keys.length).toBeGreaterThan(8);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
