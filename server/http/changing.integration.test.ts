import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { Backup, Event, Group, Plan, Run } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { type ApiBench, openApi, refused } from "./api.fixture";

let api: ApiBench;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api?.close());

test("A backup is planned, run under a key once, listed, and struck from the list", async () => {
  const planned = await api.tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });
  expect(planned.status).toBe(201);
  const plan = Plan.strict().parse(planned.json);
  const start = { plan: plan.id, ...(plan.confirm !== null && { confirm: { accepted: true } }) };
  const key = { "Idempotency-Key": "once" };
  const [first, second] = [
    await api.tidemark.change("POST", "/api/runs", start, key),
    await api.tidemark.change("POST", "/api/runs", start, key),
  ];
  expect(first.status).toBe(202);
  expect(await api.read(`/api/plans/${plan.id}`, Plan.strict())).toEqual(plan);
  const run = Run.strict().parse(first.json);
  expect(Run.parse(second.json).id).toBe(run.id);
  const ended = await waitFor("the run has ended", async () => {
    const now = await api.read(`/api/runs/${run.id}`, Run);
    return now.state === "running" ? null : now;
  });
  expect(ended.state).toBe("succeeded");
  const { backups } = await api.read("/api/backups?group=orders", z.object({ backups: z.array(Backup) }));
  const [backup] = backups;
  expect(backup).toMatchObject({ run: run.id, state: "verified", method: "wire" });
  const types = await waitFor("both events of the run and that of the backup", async () => {
    const { events } = await api.read("/api/events?group=orders", z.object({ events: z.array(Event) }));
    const found = events.filter((event) => event.run === run.id).map((event) => event.type);
    return found.length === 3 ? found : null;
  });
  expect(types.toSorted()).toEqual(["backup-ended", "run-ended", "run-started"]);
  expect((await api.tidemark.get("/metrics")).text).toContain(
    'tidemark_runs_total{group="orders",action="backup",state="succeeded"} 1',
  );

  expect((await refused(api.tidemark.change("POST", `/api/runs/${run.id}/cancel`, {}))).code).toBe(
    "not-cancellable",
  );
  expect((await refused(api.tidemark.change("POST", `/api/runs/${run.id}/undo`, {}))).code).toBe(
    "cannot-undo",
  );
  const drill = await api.tidemark.change("POST", `/api/backups/${backup?.id}/drill`, {});
  expect(drill.status).toBe(202);
  const drilling = Run.strict().parse(drill.json);
  expect(drilling).toMatchObject({ action: "drill", backup: backup?.id, plan: "", state: "running" });
  await waitFor("the drill has ended well", async () => {
    const now = await api.read(`/api/runs/${drilling.id}`, Run);
    if (now.state !== "running")
      expect(now).toMatchObject({ state: "succeeded", summary: expect.stringMatching(/^Restored by /) });
    return now.state !== "running";
  });
  const drilled = await api.read(`/api/backups/${backup?.id}`, Backup.strict());
  expect(drilled.drill).toMatchObject({ ok: true, keys: drilled.keys });
  const metrics = (await api.tidemark.get("/metrics")).text;
  expect(metrics).toContain('tidemark_backup_drill_ok{group="orders"} 1');
  expect(metrics).toMatch(/tidemark_backup_drill_seconds\{group="orders"\} 0\.\d+/);
  const told = await waitFor("both events of the drill", async () => {
    const { events } = await api.read("/api/events?group=orders", z.object({ events: z.array(Event) }));
    const found = events.filter((event) => event.run === drilling.id).map((event) => event.type);
    return found.length === 2 ? found : null;
  });
  expect(told.toSorted()).toEqual(["run-ended", "run-started"]);
  const listed = await api.read("/api/runs?action=drill", z.object({ runs: z.array(Run) }));
  expect(listed.runs.map(({ id }) => id)).toEqual([drilling.id]);
  expect((await refused(api.tidemark.change("POST", "/api/backups/none/drill", {}))).code).toBe("not-found");

  expect((await api.tidemark.change("DELETE", `/api/backups/${backup?.id}`)).status).toBe(204);
  expect((await refused(api.tidemark.get(`/api/backups/${backup?.id}`))).code).toBe("not-found");
});

test("A group is added from one of its addresses, and forgotten", async () => {
  await api.tidemark.change("DELETE", "/api/groups/orders").then((answer) => expect(answer.status).toBe(204));
  const request = { name: "Other Orders", seeds: [`redis://${api.ids.primary}`] };
  const added = await api.tidemark.change("POST", "/api/groups", request);
  expect(added.status).toBe(201);
  expect(Group.strict().parse(added.json)).toMatchObject({ id: "other-orders", name: "Other Orders" });
  expect((await refused(api.tidemark.change("POST", "/api/groups", request))).code).toBe("group-exists");
  expect((await api.tidemark.change("DELETE", "/api/groups/other-orders")).status).toBe(204);
  expect((await refused(api.tidemark.get("/api/groups/other-orders"))).code).toBe("not-found");
  const back = await api.tidemark.change("POST", "/api/groups", { name: "orders", seeds: request.seeds });
  expect(back.status).toBe(201);
});

test("An instance that answers is not forgotten", async () => {
  const path = `/api/groups/orders/instances/${encodeURIComponent(api.ids.primary)}`;
  expect((await refused(api.tidemark.change("DELETE", path))).code).toBe("instance-reachable");
  expect((await refused(api.tidemark.change("DELETE", "/api/groups/orders/instances/none%3A1"))).code).toBe(
    "not-found",
  );
});
