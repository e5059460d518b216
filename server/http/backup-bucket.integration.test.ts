import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Backup, Group, Plan, Run } from "@/lib/contract";
import { BUCKET, openS3Bench, type S3Bench } from "@/server/backup/targets/s3.fixture";
import { loadSettings } from "@/server/settings";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { asTest } from "@/server/testing/who";
import { startForTest, type TestTidemark } from "../tidemark.fixture";
import { refused } from "./api.fixture";

// From a replica to a bucket, through a whole Tidemark: taken, proven, given out and deleted.

const defaults = loadSettings({ env: {}, cwd: tmpdir() }).backups;
let s3: S3Bench;
let group: TestGroup;
let tidemark: TestTidemark;
beforeAll(async () => {
  const [binary] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
  if (binary === undefined) throw new Error("no Redis 7");
  [s3, group] = await Promise.all([openS3Bench(), startGroup({ binary, replicas: 1 })]);
  // More than one part, and nothing that a dump could compress.
  for (let i = 0; i < 12; i += 1)
    await ask(group.primary, [["SET", `key:${i}`, randomBytes(768 * 1024).toString("base64")]]);
  tidemark = await startForTest([`redis://${idAt(group.primary)}`], {
    settings: {
      backups: {
        ...defaults,
        target: { kind: "s3", bucket: BUCKET, prefix: "tidemark/eu" },
        s3: { endpoint: s3.front.endpoint, region: null, pathStyle: true },
      },
    },
  });
  await waitFor("the group is known and ok", async () => {
    const known = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return known.success && known.data.status === "ok" && known.data.instances.length === 2;
  });
});
afterAll(async () => {
  await tidemark?.close();
  await group?.stop();
  await s3?.close();
});
beforeEach(() => {
  s3.front.fate = () => ({ do: "pass" });
  s3.front.calls.length = 0;
});

async function take(): Promise<{ run: Run; backup: Backup; plan: Plan }> {
  const planned = await tidemark.change("POST", "/api/groups/orders/plans", {
    action: "backup",
    instance: idAt(group.replicas[0] ?? group.primary),
    method: "wire",
  });
  const plan = Plan.parse(planned.json);
  const started = await tidemark.change("POST", "/api/runs", { plan: plan.id, confirm: { accepted: true } });
  const { id } = Run.parse(started.json);
  const run = await waitFor("the run has ended", async () => {
    const now = Run.parse((await tidemark.get(`/api/runs/${id}`)).json);
    return now.state === "running" ? null : now;
  });
  return { run, plan, backup: await read(run.backup ?? "") };
}

const read = async (id: string): Promise<Backup> =>
  Backup.parse((await tidemark.get(`/api/backups/${id}`)).json);
const object = ({ location }: Backup) => ({
  Bucket: BUCKET,
  Key: location?.slice(`s3://${BUCKET}/`.length) ?? "",
});

test("A backup goes to the bucket, proven, and comes back as it was", async () => {
  const { run, plan, backup } = await take();
  expect([run.state, run.summary]).toEqual(["succeeded", expect.stringContaining("Backup verified")]);
  expect(plan.checks.find(({ code }) => code === "backup-room")).toMatchObject({
    status: "pass",
    text: "It goes to the bucket backups, and needs no room on the disk of data-dir.",
  });
  expect(backup).toMatchObject({
    state: "verified",
    path: null,
    location: `s3://${BUCKET}/tidemark/eu/orders/${backup.id}.rdb`,
  });
  expect(backup.checks.find(({ code }) => code === "stored")?.text).toContain("in the bucket");
  expect(readdirSync(tidemark.dataDir)).not.toContain("backups");
  const stored = await s3.client.send(new GetObjectCommand(object(backup)));
  const answer = await fetch(`${tidemark.url}/api/backups/${backup.id}/rdb`, { headers: asTest });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBeGreaterThan(8 * 1024 ** 2);
  expect(bytes.equals((await stored.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(backup.sha256);
  expect((await tidemark.change("DELETE", `/api/backups/${backup.id}`)).status).toBe(204);
  await expect(s3.client.send(new GetObjectCommand(object(backup)))).rejects.toThrow("does not exist");
});

test("A store that cannot be reached is no damage; an object that is gone, or another, is", async () => {
  const { backup } = await take();
  const path = `/api/backups/${backup.id}/rdb`;
  s3.front.fate = () => ({ do: "answer", status: 503, body: "" });
  const unreachable = await refused(tidemark.get(path));
  expect(unreachable).toMatchObject({ status: 502, code: "backup-unreachable" });
  expect(unreachable.detail).toContain("503");
  expect(await refused(tidemark.change("DELETE", `/api/backups/${backup.id}`))).toMatchObject({
    status: 502,
  });
  expect((await read(backup.id)).state).toBe("verified");
  s3.front.fate = () => ({ do: "pass" });
  await s3.client.send(
    new PutObjectCommand({ ...object(backup), Body: Buffer.alloc(backup.sizeBytes ?? 0) }),
  );
  await expect(
    fetch(tidemark.url + path, { headers: asTest }).then((answer) => answer.arrayBuffer()),
  ).rejects.toThrow();
  await waitFor("it is known to be damaged", async () => (await read(backup.id)).state === "damaged");
});

test("An object that somebody deleted is damage", async () => {
  const { backup } = await take();
  await s3.client.send(new DeleteObjectCommand(object(backup)));
  expect((await refused(tidemark.get(`/api/backups/${backup.id}/rdb`))).code).toBe("not-verified");
  expect((await read(backup.id)).error).toContain("its file is gone");
});

test("A store that refuses stops the run before the source is asked", async () => {
  s3.front.fate = ({ kind }) =>
    kind === "create"
      ? { do: "answer", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }
      : { do: "pass" };
  const before = await ask(group.replicas[0] ?? group.primary, [["INFO", "commandstats"]]);
  const { run, backup } = await take();
  expect(run.state).toBe("unchanged");
  expect(backup).toMatchObject({ state: "failed", location: null });
  expect(backup.error).toContain("s3:PutObject");
  const after = await ask(group.replicas[0] ?? group.primary, [["INFO", "commandstats"]]);
  const psyncs = (info: unknown): string | undefined => /cmdstat_psync:calls=(\d+)/.exec(String(info))?.[1];
  expect(psyncs(after)).toBe(psyncs(before));
});

test("What cannot be removed after a failure is named, and cleared up at the next start", async () => {
  s3.front.fate = ({ kind }) =>
    kind === "complete" || kind === "abort" || kind === "uploads"
      ? { do: "answer", status: 503, body: "" }
      : { do: "pass" };
  const { backup } = await take();
  expect(backup).toMatchObject({ state: "failed", location: expect.stringContaining(backup.id) });
  expect(backup.error).toContain("What came of it could not be removed");
  s3.front.fate = () => ({ do: "pass" });
  const { dataDir } = tidemark;
  const second = await startForTest([], {
    dataDir,
    settings: {
      backups: {
        ...defaults,
        target: { kind: "folder" },
        s3: { endpoint: s3.front.endpoint, region: null, pathStyle: true },
      },
    },
  });
  try {
    await waitFor("nothing of it is left", async () => {
      const now = Backup.parse((await second.get(`/api/backups/${backup.id}`)).json);
      return now.location === null;
    });
    expect(s3.front.calls.at(-1)?.kind).toBe("delete");
    expect(s3.front.calls.filter(({ kind, status }) => kind === "abort" && status === 204)).toHaveLength(1);
  } finally {
    await second.close();
  }
});
