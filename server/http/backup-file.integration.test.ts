import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AuditPage, Backup, Plan, Run } from "@/lib/contract";
import { parseAddress } from "@/lib/info/address";
import { createBackupFolder } from "@/server/backup/targets/folder";
import { ask } from "@/server/testing/ask";
import { waitFor } from "@/server/testing/wait-for";
import { asTest } from "@/server/testing/who";
import { type ApiBench, openApi, refused } from "./api.fixture";
import { backupFile } from "./backup-file";

let api: ApiBench;
let backup: Backup;
let file = "";
beforeAll(async () => {
  api = await openApi();
  const primary = parseAddress(api.ids.primary);
  if (!primary.ok) throw new Error("no address");
  // Of several blocks, so that one has left by the time the last is judged.
  await ask(primary.value, [["DEBUG", "POPULATE", "20", "key", "100000"]]);
});
afterAll(() => api?.close());
beforeEach(async () => {
  backup = await take({ action: "backup", instance: api.ids.primary, method: "wire" });
  file = join(api.tidemark.dataDir, "backups", `${backup.id}.rdb`);
});

async function take(request: object): Promise<Backup> {
  const planned = await api.tidemark.change("POST", "/api/groups/orders/plans", request);
  const plan = Plan.parse(planned.json);
  const started = await api.tidemark.change("POST", "/api/runs", {
    plan: plan.id,
    confirm: { accepted: true },
  });
  const { id } = Run.parse(started.json);
  const run = await waitFor("the run has ended", async () => {
    const now = await api.read(`/api/runs/${id}`, Run);
    return now.state === "running" ? null : now;
  });
  return api.read(`/api/backups/${run.backup}`, Backup);
}

const path = (): string => `/api/backups/${backup.id}/rdb`;
const fetched = (): Promise<Response> => fetch(`${api.tidemark.url}${path()}`, { headers: asTest });
const stateNow = async (): Promise<Backup> => api.read(`/api/backups/${backup.id}`, Backup);

test("R13: a verified backup is given out whole, as an attachment that nobody keeps", async () => {
  const answer = await fetched();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-length": String(backup.sizeBytes),
    "content-disposition": expect.stringMatching(/^attachment; filename="orders-[0-9T-]+Z\.rdb"$/),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.equals(readFileSync(file))).toBe(true);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(backup.sha256);
});

test("R13: each download is written down before its first byte leaves; where it cannot be, none does", async () => {
  const written = async (): Promise<unknown[]> =>
    (await api.read("/api/audit?kind=backup-downloaded&limit=100", AuditPage)).entries
      .filter(({ detail }) => detail.backup === backup.id)
      .map(({ actor, group, instance }) => ({ actor, group, instance }));
  expect(await written()).toEqual([]);
  const answer = await fetched();
  const row = { actor: "token:tests", group: "orders", instance: api.ids.primary };
  expect(await written()).toEqual([row]);
  await answer.arrayBuffer();
  expect(await written()).toEqual([row]);

  const full = new Error("the store's disk is full");
  const folder = createBackupFolder(api.tidemark.dataDir);
  const damaged = (why: string): never => expect.unreachable(why);
  await expect(backupFile(folder, backup, () => Promise.reject(full), damaged)).rejects.toBe(full);
});

test("R13: of a file with one bit flipped nobody gets the whole, and the backup is damaged from then on", async () => {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
  writeFileSync(file, bytes);
  await expect(fetched().then((answer) => answer.arrayBuffer())).rejects.toThrow();
  await waitFor("it is known to be damaged", async () => (await stateNow()).state === "damaged");
  expect(await refused(api.tidemark.get(path()))).toMatchObject({ status: 409, code: "not-verified" });
  expect((await stateNow()).error).toContain("SHA-256");
});

test("R13: of a file that was cut, or is gone, nothing is given out", async () => {
  truncateSync(file, 100);
  expect(await refused(api.tidemark.get(path()))).toMatchObject({ status: 409, code: "not-verified" });
  expect((await stateNow()).error).toContain("100 bytes");
});

test("R13: what the instance saved on its own disk, and nobody read, is not given out", async () => {
  const primary = parseAddress(api.ids.primary);
  if (!primary.ok) throw new Error("no address");
  // Without CONFIG GET nobody knows where the file lies.
  await ask(primary.value, [["ACL", "SETUSER", "default", "-config"]]);
  backup = await take({ action: "backup", instance: api.ids.primary, method: "bgsave" });
  await ask(primary.value, [["ACL", "SETUSER", "default", "+config"]]);
  expect(backup).toMatchObject({ state: "saved", path: null });
  const problem = await refused(api.tidemark.get(path()));
  expect(problem).toMatchObject({ status: 409, code: "not-verified" });
  expect(problem.detail).toContain("over the wire");
});

test("R13: a link, or another file, in the place of a backup is not given out, whatever it leads to", async () => {
  const secret = join(api.tidemark.dataDir, "secret");
  writeFileSync(secret, "HUSH".repeat(backup.sizeBytes ?? 0).slice(0, backup.sizeBytes ?? 0));
  rmSync(file);
  symlinkSync(secret, file);
  const answer = await api.tidemark.get(path());
  expect(answer).toMatchObject({ status: 502, json: { code: "backup-unreachable" } });
  expect(answer.text).toContain("is a link, which is not followed");
  expect(answer.text).not.toContain(api.tidemark.dataDir);
  expect((await stateNow()).state).toBe("verified");
});

test("R13: only an id of the list leads to a file; none of the ways in which a path could be written does", async () => {
  const up = encodeURIComponent("../");
  for (const id of [
    backup.id.toUpperCase(),
    `${backup.id}.rdb`,
    `${backup.id}%00`,
    `${up}backups${encodeURIComponent("/")}${backup.id}`,
    `${up.repeat(8)}etc${encodeURIComponent("/")}passwd`,
    "..%5c..%5csecret",
    "%252e%252e%252fsecret",
    "..;",
  ]) {
    const answer = await api.tidemark.get(`/api/backups/${id}/rdb`);
    expect([id, answer.status, answer.json]).toEqual([
      id,
      404,
      expect.objectContaining({ code: "not-found" }),
    ]);
  }
  expect((await api.tidemark.get(`/api/backups/${"a".repeat(4_000)}/rdb`)).status).toBe(400);
});

test.each(["events", "runs", "audit"])(
  "R13: the file of all %s is an attachment that nobody keeps",
  async (what) => {
    const answer = await api.tidemark.get(`/api/${what}?format=csv`);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-disposition": expect.stringMatching(/^attachment; filename="tidemark-[a-z]+-[0-9T-]+Z\.csv"$/),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  },
);

test("Striking a backup from the list removes its file", async () => {
  expect(existsSync(file)).toBe(true);
  expect((await api.tidemark.change("DELETE", `/api/backups/${backup.id}`)).status).toBe(204);
  expect(existsSync(file)).toBe(false);
  expect((await refused(api.tidemark.get(path()))).code).toBe("not-found");
});
