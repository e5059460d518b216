import { describe, expect, it } from "vitest";
import { AuditKind } from "@/lib/contract";
import { anEntry } from "./audit.fixture";
import { auditText, auditWords } from "./words";

describe("a row of the audit", () => {
  it.each([
    ["plan", { request: { action: "repoint" } }, "Re-point"],
    ["undo", { request: { action: "attach" } }, "Attach"],
    ["run-started", { action: "promote" }, "Promote"],
    ["step-sent", { command: ["REPLICAOF", "NO", "ONE"] }, "REPLICAOF NO ONE"],
    [
      "step-ended",
      { step: "failover", state: "failed", text: "It gave up." },
      "failover: failed. It gave up.",
    ],
    ["step-ended", { step: "failover", state: "done", text: null }, "failover: done"],
    ["run-ended", { state: "unchanged", summary: "Nothing was changed." }, "Nothing was changed."],
    ["denied", { code: "group-busy", reason: "Group orders has a run." }, "Group orders has a run."],
    ["denied", { code: "bad-origin", asked: "GET /live", origin: null }, "GET /live from no Origin"],
    ["group-added", { name: "orders" }, "orders"],
  ] as const)("of the kind %s says what it is about", (kind, detail, said) => {
    expect(auditText(anEntry(1, { kind, detail }))).toBe(said);
  });

  it.each(AuditKind.options)("of the kind %s, of a version that says something else, is no error", (kind) => {
    expect(typeof auditText(anEntry(1, { kind, detail: { command: 7, request: "x", action: {} } }))).toBe(
      "string",
    );
    expect(auditWords[kind]).not.toBe("");
  });
});
