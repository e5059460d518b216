import { expect, it } from "vitest";
import { auditPath } from "./audit-path";

it("asks for what passes the filter, and for nothing less where there is none", () => {
  const none = { group: null, kind: null, actor: null, seconds: null };
  expect(auditPath(none, { limit: "100" }, 0)).toBe("/api/audit?limit=100");
  const all = { group: "orders", kind: "step-sent", actor: "ana b", seconds: 60 } as const;
  expect(auditPath(all, { format: "csv" }, 100_000)).toBe(
    "/api/audit?format=csv&group=orders&kind=step-sent&actor=ana+b&from=40000",
  );
});
