import { expect, it } from "vitest";
import { inFours, recoveryFile } from "./recovery";

it("writes a secret in groups of four, with no blank at its end", () => {
  expect(inFours("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
  expect(inFours("ABCDEFGH")).toBe("ABCD EFGH");
});

it("writes one recovery code per line, and whose they are", () => {
  const lines = recoveryFile(["aaaaa-bbbbb", "ccccc-ddddd"], "ana").split("\n");
  expect(lines[0]).toContain("ana");
  expect(lines).toContain("aaaaa-bbbbb");
  expect(lines).toContain("ccccc-ddddd");
});
