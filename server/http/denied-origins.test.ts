import { pino } from "pino";
import { expect, test } from "vitest";
import type { AuditDraft } from "@/lib/contract";
import { denyOrigins } from "./denied-origins";

function open() {
  const rows: AuditDraft[] = [];
  let nowMs = 0;
  const denied = denyOrigins(
    { append: async (entries) => void rows.push(...entries) },
    { log: pino({ level: "silent" }), now: () => nowMs },
  );
  return { rows, denied, at: (ms: number) => (nowMs = ms) };
}

test("a refused Origin is written down, cut to what a row should hold", () => {
  const { rows, denied } = open();
  denied({ what: "POST /api/runs", origin: "https://evil.example/".padEnd(5_000, "x") });
  denied({ what: "GET /live", origin: null });
  expect(rows.map(({ kind, actor, detail }) => [kind, actor, detail.asked])).toEqual([
    ["denied", null, "POST /api/runs"],
    ["denied", null, "GET /live"],
  ]);
  expect(String(rows[0]?.detail.origin)).toHaveLength(200);
  expect(rows[1]?.detail.origin).toBeNull();
});

test("of a page that asks on and on ten rows a minute are written, and the others are counted", () => {
  const { rows, denied, at } = open();
  for (let i = 0; i < 1_000; i += 1) denied({ what: "POST /api/runs", origin: "https://evil.example" });
  expect(rows).toHaveLength(10);
  at(60_000);
  denied({ what: "POST /api/runs", origin: "https://evil.example" });
  denied({ what: "POST /api/runs", origin: "https://evil.example" });
  expect(rows.slice(10).map(({ detail }) => detail.alsoRefused ?? null)).toEqual([990, null]);
});
