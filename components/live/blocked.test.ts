import { expect, it } from "vitest";
import type { Health } from "@/lib/contract";
import { group, primary } from "../fleet/fleet.fixture";
import { blockedReason } from "./blocked";

const health: Health = {
  status: "ok",
  version: "1",
  uptimeSeconds: 1,
  instances: { total: 1, reachable: 1 },
  cutOff: false,
  store: "ok",
  actions: { enabled: true, reason: null },
  pollIntervalMs: 1000,
  storeProblem: null,
  demo: false,
  historyKeepMs: 2_592_000_000,
  backups: { maxAgeSeconds: 93_600, scheduled: false },
  lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1 },
};
const orders = group("orders", [primary()]);

it("blocks nothing while the page is live and no run is in progress", () => {
  expect(blockedReason("live", health, orders)).toBeNull();
});

it.each([
  ["the page is stale", blockedReason("stale", health, orders)],
  ["nothing has come yet", blockedReason("connecting", health, orders)],
  [
    "actions are switched off",
    blockedReason("live", { ...health, actions: { enabled: false, reason: null } }, orders),
  ],
  ["a run is in progress", blockedReason("live", health, { ...orders, run: "r1" })],
  ["the group is gone", blockedReason("live", health, null)],
])("says why when %s", (_when, reason) => {
  expect(reason).toMatch(/\.$/);
});
