import { describe, expect, it } from "vitest";
import type { Survivor, WhatIf } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { lossFigure, verdictOf } from "./words";

const loss = (given: Partial<WhatIf["loss"]>): string =>
  lossFigure({
    verdict: "possible",
    bytesAtLeast: 0,
    bytesAtMost: null,
    secondsAtMost: null,
    text: "",
    ...given,
  }).value;

describe("what would be lost", () => {
  it.each([
    ["nothing", { verdict: "none" as const, bytesAtMost: 0 }, "None"],
    ["the most, where it is known", { bytesAtMost: 2048 }, `≤ ${formatBytes(2048)}`],
    ["what is sure, where the most is not known", { bytesAtLeast: 2048 }, `≥ ${formatBytes(2048)}`],
    ["both", { bytesAtLeast: 1024, bytesAtMost: 2048 }, `${formatBytes(1024)} to ${formatBytes(2048)}`],
    ["one figure where they are one", { bytesAtLeast: 1024, bytesAtMost: 1024 }, formatBytes(1024)],
    ["never zero for what is not known", { bytesAtLeast: null }, "Unknown"],
  ])("is %s", (_, given, said) => {
    expect(loss(given)).toBe(said);
  });
});

it("says of each replica what becomes of it", () => {
  const survivor: Survivor = {
    instance: "a:1",
    upstream: "b:2",
    resync: "partial",
    copyBytes: 10,
    reason: "",
  };
  const word = (given: Partial<Survivor>): string => verdictOf({ ...survivor, ...given }).word;
  expect(word({})).toBe("continues");
  expect(word({ resync: "full", copyBytes: 1024 })).toBe(`copies all, ≤ ${formatBytes(1024)}`);
  expect(word({ resync: "full", copyBytes: null })).toBe("copies all");
  expect(word({ resync: "unknown" })).toBe("unknown");
  expect(word({ resync: "none" })).toBe("unchanged");
  expect(word({ upstream: null })).toBe("stranded");
});
