import { describe, expect, it } from "vitest";
import type { Check } from "@/lib/contract";
import { checkNote, folded, inOrder } from "./check-order";

const check = (code: string, status: Check["status"], evidence: string | null = null): Check => ({
  code,
  status,
  text: code,
  evidence,
});
const codes = (checks: readonly Check[]) => checks.map(({ code }) => code).join(" ");
const passes = (n: number) => Array.from({ length: n }, (_, i) => check(`p${i}`, "pass"));

describe("the order of checks", () => {
  it("puts failed first, then warnings, then passes with evidence, each in the plan's own order", () => {
    const checks = [
      check("a", "pass"),
      check("b", "pass", "0 B"),
      check("c", "warn"),
      check("d", "fail"),
      check("e", "fail"),
    ];
    expect(codes(inOrder(checks))).toBe("d e c b a");
  });

  it("folds passes past the fourth, and never what failed or warns", () => {
    const { shown, rest } = folded([...passes(9), check("w", "warn"), check("f", "fail")]);
    expect(codes(shown)).toBe("f w p0 p1 p2 p3");
    expect(rest).toHaveLength(5);
  });

  it("does not fold one alone: its row is as long as the fold", () => {
    expect(folded(passes(5)).rest).toEqual([]);
    expect(folded(passes(6)).rest).toHaveLength(2);
  });

  it("counts in words", () => {
    expect(checkNote([check("a", "fail"), check("b", "warn"), check("c", "pass"), check("d", "pass")])).toBe(
      "1 failed, 1 warning, 2 passed",
    );
    expect(checkNote([])).toBe("");
  });
});
