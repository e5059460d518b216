import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/contract";
import { worstFirst } from "./order";

const finding = (id: string, severity: Finding["severity"], since: string): Finding => ({
  id,
  code: "link-down",
  severity,
  group: "orders",
  instance: null,
  since,
  title: id,
  detail: "",
  evidence: {},
  advice: "",
  action: null,
});

describe("the order of findings", () => {
  it("puts the gravest first and, among equals, the oldest", () => {
    const ids = worstFirst([
      finding("late", "warning", "2026-03-01T14:00:05.000Z"),
      finding("note", "info", "2026-03-01T13:00:00.000Z"),
      finding("early", "warning", "2026-03-01T14:00:01.000Z"),
      finding("grave", "critical", "2026-03-01T14:00:09.000Z"),
    ]).map(({ id }) => id);
    expect(ids).toEqual(["grave", "early", "late", "note"]);
  });

  it("keeps one order for findings of one moment", () => {
    const at = "2026-03-01T14:00:00.000Z";
    const [a, b] = [finding("a", "info", at), finding("b", "info", at)];
    expect(worstFirst([b, a]).map(({ id }) => id)).toEqual(worstFirst([a, b]).map(({ id }) => id));
  });
});
