import type { AuditEntry } from "@/lib/contract";

const hash = (n: number): string => n.toString(16).padStart(64, "0");

/** A row of the audit, of `n` seconds past a whole hour. */
export const anEntry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  n,
  at: new Date(Date.UTC(2026, 2, 1, 14, 0, n)).toISOString(),
  actor: "local",
  kind: "cancel",
  group: "orders",
  instance: "eu-2:6379",
  run: "run-1",
  detail: {},
  previous: hash(n - 1),
  hash: hash(n),
  ...more,
});
