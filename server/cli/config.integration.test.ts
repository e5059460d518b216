import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Guide } from "@/lib/contract";
import { packageRoot } from "@/server/package";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { startWriter } from "@/server/testing/writer";

const binary = (await serverMatrix()).find(({ product, version }) => product === "redis" && version >= "7");
if (binary === undefined) throw new Error("no server");
let group: TestGroup;
let dir = "";
let stopWriter = (): void => {};
beforeAll(async () => {
  group = await startGroup({ binary, replicas: 1, chained: 1 });
  dir = mkdtempSync(join(tmpdir(), "tidemark-config-"));
  stopWriter = await startWriter(group.primary, 5, "x".repeat(10_000));
});
afterAll(async () => {
  stopWriter();
  await group?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Runs `tidemark config` to its end. */
function config(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const root = packageRoot();
  const argv = ["--import", "tsx", join(root, "server/cli.ts"), "config", ...args];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: dir },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const url = (): string => `redis://${idAt(group.replicas[1] ?? group.primary)}`;
const Answer = z.object({
  observed: Guide.strict(),
  differences: z.array(
    z.object({ instance: z.string(), setting: z.string(), command: z.string().nullable() }),
  ),
  remarks: z.array(z.object({ id: z.string() })),
  files: z.array(z.object({ name: z.string(), text: z.string() })),
});

describe("tidemark config", () => {
  test("says from any instance what falls short, measures the rate it goes by, and prints every file", async () => {
    const { code, out, err } = await config(url(), "--measure", "1s", "--outage", "10s");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /3 instances, write rate [\d.]+.[KM]iB\/s \(offsets of 127\.0\.0\.1:\d+ over [\d.]+.s\)/,
    );
    expect(out).toMatch(/repl-backlog-size: now 1\.00.MiB, advised \d/);
    expect(out).toMatch(/CONFIG SET repl-backlog-size \d+mb/);
    const [first, second] = group.replicas.map(({ port }) => port);
    expect(out).toContain(`/redis.conf, for 127.0.0.1:${second}, a replica of 127.0.0.1:${first}`);
    expect(out).toContain("masterauth {{replica-password}}");
    expect(out).toContain("user tidemark on >{{tidemark-password}} resetchannels -@all +info");
  });

  test("as JSON has facts with where they were seen, and what was advised is what is compared", async () => {
    const { code, out } = await config(
      url(),
      "--json",
      "--rate",
      "1KiB",
      "--sentinels",
      "3",
      "--replicas",
      "4",
      "--tls",
    );
    expect(code).toBe(0);
    const { observed, differences, remarks, files } = Answer.parse(JSON.parse(out));
    expect(observed.dataBytes?.seen).toBe(
      `used_memory of ${idAt(group.primary)}, less its start and its backlog`,
    );
    expect(differences.filter(({ setting }) => setting === "repl-backlog-size")).toEqual([]);
    expect(differences.filter(({ setting }) => setting === "tls-replication")).toHaveLength(3);
    expect(remarks.map(({ id }) => id)).toContain("sentinel-loses-writes");
    expect(files.map(({ name }) => name)).toEqual([
      "primary/redis.conf",
      ...[1, 2, 3, 4].map((n) => `replica-${n}/redis.conf`),
      "users.acl",
      ...[1, 2, 3].map((n) => `sentinel-${n}/sentinel.conf`),
      "tidemark.yaml",
    ]);
  });

  test("writes files with new passwords for their owner alone, the hashes of them in users.acl, and replaces nothing unasked", async () => {
    const out = join(dir, "out");
    const args = [url(), "--measure", "500ms", "--generate-passwords", "--out", out];
    const first = await config(...args);
    expect([first.code, first.err]).toEqual([0, ""]);
    const read = (name: string): string => readFileSync(join(out, name), "utf8");
    const passwords = [...read("passwords.env").matchAll(/=(.+)$/gm)].map(([, password = ""]) => password);
    expect(new Set(passwords).size).toBe(6);
    for (const password of passwords) {
      expect(password).toMatch(/^[\w-]{32}$/);
      expect(first.out + read("users.acl") + read("tidemark.yaml")).not.toContain(password);
    }
    for (const name of ["primary/redis.conf", "users.acl", "passwords.env"])
      expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
    expect(read("primary/redis.conf")).not.toContain("{{");

    const second = await config(...args);
    expect([second.code, second.err]).toEqual([
      1,
      `Nothing was written: ${join(out, "primary/redis.conf")} is there already. Name another folder, or say --force to replace what is there.\n`,
    ]);
    expect(read("passwords.env")).toContain(passwords[0]);
    expect((await config(...args, "--force")).code).toBe(0);
    expect(read("passwords.env")).not.toContain(passwords[0]);
    expect(readdirSync(out).sort()).toContain("replica-2");
  });

  test("is 1 where no primary is reached, 2 where what was said makes no set-up, and changes nothing anywhere", async () => {
    const settings = () => ask(group.primary, [["CONFIG", "GET", "*"]]);
    const before = await settings();
    const [nobody, wrong] = await Promise.all([
      config("redis://:s3cret@127.0.0.1:1"),
      config(url(), "--measure", "500ms", "--outage", "1y"),
    ]);
    expect(nobody.code).toBe(1);
    expect(nobody.out).toContain("No primary was reached.");
    expect(nobody.out + nobody.err).not.toContain("s3cret");
    expect([wrong.code, wrong.out]).toEqual([
      2,
      "outage: a duration is a whole number and a unit: 250ms, 1s, 5m, 24h, 30d\n",
    ]);
    expect(await settings()).toEqual(before);
  });
});
