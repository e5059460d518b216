import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeAcl } from "@/lib/acl";
import { versionOf } from "@/lib/info/version";
import { packageRoot } from "@/server/package";
import { createStore } from "@/server/store";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { listen } from "@/server/testing/listen";
import { serverMatrix } from "@/server/testing/versions";

const [binary] = await serverMatrix();
if (binary === undefined) throw new Error("no server");
let group: TestGroup;
let dir = "";
beforeAll(async () => {
  group = await startGroup({ binary, replicas: 1, chained: 1 });
  dir = mkdtempSync(join(tmpdir(), "tidemark-cli-"));
});
afterAll(async () => {
  await group?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Runs `tidemark` with `args` to its end. */
function tidemark(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const root = packageRoot();
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "server/cli.ts"), ...args], {
    cwd: root,
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: dir },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const config = (yaml: string): string => {
  const file = join(dir, "tidemark.yaml");
  writeFileSync(file, yaml);
  return file;
};

describe("tidemark check", () => {
  test("is 0 where every instance of every group is reached, and names what each is", async () => {
    const [first, deep] = group.replicas;
    if (first === undefined || deep === undefined) throw new Error("no replicas");
    const file = config(`groups:\n  - name: orders\n    seeds: ["redis://${idAt(deep)}"]\n`);
    const { code, out, err } = await tidemark("check", "--config", file);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`Settings: ${file}: valid.`);
    expect(out).toMatch(new RegExp(`ok +${idAt(group.primary)} +primary, redis \\d`));
    for (const replica of group.replicas)
      expect(out).toMatch(new RegExp(`ok +${idAt(replica)} +replica, redis`));
    expect(out).toContain("All is well.");
  });

  test("is 1 where an instance cannot be reached, and says why", async () => {
    const { code, out } = await tidemark("check", "redis://127.0.0.1:1");
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL +127\.0\.0\.1:1 +not reached\n +Nothing listens there/);
  });

  test("R6: is 1 where an instance or a Sentinel lies outside networks.allow, and names the setting", async () => {
    const at = idAt(group.primary);
    const { code, out } = await tidemark(
      "check",
      "--config",
      config(
        `networks: { allow: [10.0.0.0/8] }\ngroups:\n  - name: orders\n    seeds: ["redis://${at}"]\n    sentinels: ["169.254.1.1:26379"]\n`,
      ),
    );
    expect(code).toBe(1);
    expect(out).toContain(
      `FAIL  ${at}  not reached\n        127.0.0.1 is outside networks.allow; add it there`,
    );
    expect(out).toContain("FAIL  169.254.1.1:26379  a Sentinel\n        169.254.1.1 is link-local: Tidemark");
  });

  test("is 1 where a Sentinel that the file names is none", async () => {
    const at = idAt(group.primary);
    const { code, out } = await tidemark(
      "check",
      "--config",
      config(`groups:\n  - name: orders\n    seeds: ["redis://${at}"]\n    sentinels: ["${at}"]\n`),
    );
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`FAIL +${at} +a Sentinel\n +It is no Sentinel`));
  });

  test("is 1 where the operator's login is refused", async () => {
    const seeds = `seeds: ["redis://${idAt(group.primary)}"]`;
    const file = config(
      `groups:\n  - name: orders\n    ${seeds}\n    operator: { username: none, password: s3cret }\n`,
    );
    const { code, out, err } = await tidemark("check", "--config", file);
    expect(code).toBe(1);
    expect(out).toMatch(/The operator's login (is refused|fails): /);
    expect(out + err).not.toContain("s3cret");
  });

  test("is 1 where the heartbeat is on and may not be read or written, and names the rights it lacks", async () => {
    for (const server of group.all)
      await ask(server, [["ACL", "SETUSER", "blind", "on", ">s3cret", "+@all", "~other:*"]]);
    const login = "username: blind\n    password: s3cret";
    const seeds = `seeds: ["redis://${idAt(group.primary)}"]`;
    const groups = `groups:\n  - name: orders\n    ${seeds}\n    ${login}\n`;
    const on = config(`heartbeat: { enabled: true }\n${groups}`);
    const { code, out } = await tidemark("check", "--config", on);
    expect(code).toBe(1);
    const missing =
      "The poller's and operator's user blind may not run GET and SET: ACL SETUSER blind ~tidemark:heartbeat:*\n";
    expect(out.split(missing)).toHaveLength(4);
    for (const server of group.all) await ask(server, [["ACL", "SETUSER", "blind", "~tidemark:heartbeat:*"]]);
    expect(await tidemark("check", "--config", on)).toMatchObject({ code: 0 });
    expect(await ask(group.primary, [["DBSIZE"]])).toBe(0);
  });

  test("R16: is 1 with the very rule that is missing, for the very user, and 0 once each line was run", async () => {
    const version = versionOf(binary);
    if (version === null) throw new Error("no version");
    const login = (name: string) => `username: ${name}\n      password: s3cret`;
    const users = ["poller", "operator", "backup"] as const;
    const lacking = { poller: "+pubsub|numsub", operator: "+replicaof", backup: "+psync" };
    for (const server of group.all)
      for (const party of users) {
        const { command } = makeAcl(
          party,
          { name: `tm-${party}`, secret: { password: "s3cret" } },
          { version },
        );
        await ask(server, [command.replace(` ${lacking[party]}`, "").split(" ")]);
      }
    const file = config(`groups:
  - name: orders
    seeds: ["redis://${idAt(group.primary)}"]
    username: tm-poller
    password: s3cret
    operator:
      ${login("tm-operator")}
    backup:
      ${login("tm-backup")}
`);
    const { code, out } = await tidemark("check", "--config", file);
    expect(code).toBe(1);
    const lines = [
      "The poller's user tm-poller may not run PUBSUB NUMSUB: ACL SETUSER tm-poller +pubsub|numsub",
      "The operator's user tm-operator may not run REPLICAOF: ACL SETUSER tm-operator +replicaof",
      "The backups' user tm-backup may not run PSYNC: ACL SETUSER tm-backup +psync",
    ];
    for (const line of lines) expect(out.split(`        ${line}\n`)).toHaveLength(4);
    expect(out).toContain("9 things are not well.");
    for (const server of group.all)
      await ask(server, [
        ...lines.map((line) => line.slice(line.indexOf("ACL SETUSER")).split(" ")),
        ["ACL", "LOG", "RESET"],
      ]);
    const well = await tidemark("check", "--config", file);
    expect([well.code, well.out]).toEqual([0, expect.not.stringContaining("may also run")]);
    for (const server of group.all) expect(await ask(server, [["ACL", "LOG"]])).toEqual([]);
    await ask(group.primary, [["ACL", "SETUSER", "tm-poller", "+replicaof"]]);
    const wide = await tidemark("check", "--config", file);
    const note =
      "        The poller's user tm-poller may also run REPLICAOF, and need not: see docs/acl.md.\n";
    expect([wide.code, wide.out.split(note).length]).toEqual([0, 2]);
  });

  test("R19: says that the audit of data-dir is whole, and is 1 with the first row that does not fit", async () => {
    const dataDir = join(dir, "audited");
    const store = await createStore(dataDir, {
      tiers: [{ stepMs: 1_000, keepMs: 1_000 }],
      pollIntervalMs: 500,
    });
    const row = {
      actor: "ana",
      kind: "cancel",
      group: "orders",
      instance: null,
      run: "r",
      detail: {},
    } as const;
    for (let i = 0; i < 3; i += 1) await store.audit.append([row]);
    const file = config(`data-dir: ${dataDir}\n`);
    const whole = await tidemark("check", "--config", file);
    expect([whole.code, whole.err]).toEqual([0, ""]);
    expect(whole.out).toMatch(/^Audit: 3 rows, whole; the hash of the last is [0-9a-f]{64}\.$/m);
    await store.close();
    const raw = new Database(join(dataDir, "tidemark.db"));
    raw.prepare("update audit set actor = 'bob' where n = 2").run();
    raw.close();
    const { code, out } = await tidemark("check", "--config", file);
    expect(code).toBe(1);
    expect(out).toContain(`Audit: FAIL at row 2 of the store in ${dataDir}. It was changed`);
  });

  test("R10: is 1 where the stored secrets have lost their key, which tidemark rekey changes", async () => {
    const dataDir = join(dir, "sealed");
    const tiers = [{ stepMs: 1_000, keepMs: 1_000 }] as const;
    const store = await createStore(dataDir, { tiers, pollIntervalMs: 500 });
    await store.groups.add({ name: "orders", seeds: ["redis://h:1"], password: "s3cret" });
    await store.close();
    const key = join(dir, "new.key");
    writeFileSync(key, "0f".repeat(32), { mode: 0o600 });
    const rekeyed = await tidemark("rekey", key, "--config", config(`data-dir: ${dataDir}\n`));
    expect([rekeyed.code, rekeyed.err]).toEqual([0, ""]);
    expect(rekeyed.out).toContain(`Sealed anew with the key in ${key}: 1.`);
    const old = await tidemark("check", "--config", config(`data-dir: ${dataDir}\n`));
    expect(old.code).toBe(1);
    expect(old.out).toMatch(
      /^Key: FAIL {2}The key of .*seal\.key does not open the stored secrets of orders/m,
    );
    const given = config(`data-dir: ${dataDir}\nsecret-key-file: ${key}\n`);
    expect(await tidemark("check", "--config", given)).toMatchObject({ code: 0 });
  });

  test("is 2 where the file cannot be used, with file, line and key", async () => {
    const file = config("poll:\n  interval: 1\n");
    const { code, err } = await tidemark("check", "--config", file);
    expect(code).toBe(2);
    expect(err).toBe(`${file}:2: poll.interval: "1" is not possible; allowed: a duration from 100ms to 1m\n`);
  });
});

describe("tidemark topology", () => {
  test("prints the whole group as a tree with its lag, from the last replica of a chain", async () => {
    const [first, deep] = group.replicas;
    if (first === undefined || deep === undefined) throw new Error("no replicas");
    const { code, out } = await tidemark("topology", `redis://${idAt(deep)}`);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(new RegExp(`^${idAt(group.primary)}  primary  Online  offset \\d`));
    expect(lines[1]).toMatch(
      new RegExp(`^└─ ${idAt(first)}  replica  Online  \\S+ B behind  \\S+ s behind$`),
    );
    expect(lines[2]).toMatch(new RegExp(`^   └─ ${idAt(deep)}  replica  Online  `));
  });

  test("is 1 where nothing answers", async () => {
    expect((await tidemark("topology", "redis://127.0.0.1:1")).code).toBe(1);
  });

  test("is 1 with one line for an address that is none, which may hold a password and is not repeated", async () => {
    const { code, err } = await tidemark("topology", "redis://:s3cret@h:1:2");
    expect(code).toBe(1);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err).not.toContain("s3cret");
  });
});

describe("tidemark serve", () => {
  test("ends with one line when its port is taken", async () => {
    const other = createServer();
    const port = await listen(other);
    const { code, err } = await tidemark("serve", "--port", String(port));
    other.close();
    expect(code).toBe(1);
    expect(err).toBe(
      `Tidemark cannot listen: 127.0.0.1:${port} is taken by another program. Name another port, with --port or listen.\n`,
    );
  });

  test("refuses a port that is none", async () => {
    const { code, err } = await tidemark("serve", "--port", "70000");
    expect(code).not.toBe(0);
    expect(err).toContain("allowed: a port from 0 to 65535");
  });
});
