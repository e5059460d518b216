import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AuditPage, Backup, EventPage, Plan, Run, ScheduleList } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { type ApiBench, openApi, refused } from "./api.fixture";

let api: ApiBench;
let backup: Backup;
let file = "";
beforeAll(async () => {
  api = await openApi();
  const request = { action: "backup", instance: api.ids.primary, method: "wire" };
  const plan = Plan.parse((await api.tidemark.change("POST", "/api/groups/orders/plans", request)).json);
  const confirm = { accepted: true };
  const started = Run.parse(
    (await api.tidemark.change("POST", "/api/runs", { plan: plan.id, confirm })).json,
  );
  const run = await waitFor("the run has ended", async () => {
    const now = await api.read(`/api/runs/${started.id}`, Run);
    return now.state === "running" ? null : now;
  });
  backup = await api.read(`/api/backups/${run.backup}`, Backup);
  file = join(api.tidemark.dataDir, "backups", `${backup.id}.rdb`);
});
afterAll(() => api?.close());

const now = (): Promise<Backup> => api.read(`/api/backups/${backup.id}`, Backup);
const recheck = () => api.tidemark.change("POST", `/api/backups/${backup.id}/recheck`, {});

test("Without a schedule there is one row of each kind, with nothing to come", async () => {
  const none = { expression: null, next: null, off: null, last: null, groups: [] };
  expect(await api.read("/api/schedules", ScheduleList)).toEqual({
    schedules: [
      { kind: "backup", ...none },
      { kind: "drill", ...none },
      { kind: "recheck", ...none },
    ],
  });
});

test("A kept file is read again when that is asked for, and one that changed is damaged, told, and given out no more", async () => {
  expect((await recheck()).status).toBe(202);
  await waitFor("it was read", async () => (await now()).rechecked?.ok === true);
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 4, 20);
  writeFileSync(file, bytes);
  expect((await recheck()).status).toBe(202);
  await waitFor("it is damaged", async () => (await now()).state === "damaged");
  const page = await waitFor("it is an event", async () => {
    const { events } = await api.read("/api/events?type=backup-damaged", EventPage);
    return events.length === 0 ? null : events;
  });
  expect(page).toMatchObject([{ severity: "critical", group: "orders", run: backup.run }]);
  expect((await refused(api.tidemark.get(`/api/backups/${backup.id}/rdb`))).code).toBe("not-verified");
});

test("What was never proven is not read again, and what froze nothing is not accepted", async () => {
  const accept = api.tidemark.change("POST", `/api/backups/${backup.id}/accept`, {});
  expect(await refused(accept)).toMatchObject({ status: 409, code: "nothing-to-accept" });
  const none = api.tidemark.change("POST", "/api/backups/none/recheck", {});
  expect(await refused(none)).toMatchObject({ status: 404, code: "not-found" });
  const { entries } = await api.read("/api/audit?kind=backup-accepted", AuditPage);
  expect(entries).toEqual([]);
});
