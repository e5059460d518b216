import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { backupAt } from "@/server/store/objects.fixture";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type KeptDump, keepDump } from "./keep-dump";
import { readSaveFacts, readServerSeconds, type SaveBefore, type SaveFacts } from "./save-facts";
import { createBackupFolder } from "./targets/folder";

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;
const never = (what: string): never => {
  throw new Error(what);
};

/** One save of a replica that ended well, and all that was known around it. */
interface Save {
  readonly before: SaveBefore;
  readonly facts: SaveFacts;
  readonly asked: { readonly replid: string | null; readonly offset: number | null };
  readonly bytes: Buffer;
}

let server: LocalServer;
let primary: LocalServer;
let former: Save;
let save: Save;
let dataDir = "";
let path = "";

const id = "00000000-0000-4000-8000-000000000001";
const factsOf = async (of: LocalServer): Promise<SaveFacts> =>
  (await readSaveFacts((words) => ask(of, [words]))) ?? never("no facts");

async function saved(of: LocalServer): Promise<Save> {
  const first = await factsOf(of);
  const serverSeconds = await waitFor("another second than the last save's", async () => {
    const now = await readServerSeconds((words) => ask(of, [words]));
    return now !== null && now > first.persistence.lastSaveUnixSeconds ? now : null;
  });
  const { runId } = first.server;
  const { lastSaveUnixSeconds, saves } = first.persistence;
  const before = { instance: `${of.host}:${of.port}`, runId, serverSeconds, lastSaveUnixSeconds, saves };
  const { replid = null, offset = null } = first.replication ?? {};
  await ask(of, [["BGSAVE"]]);
  const facts = await waitFor("it has saved", async () => {
    const now = await factsOf(of);
    return !now.persistence.saving && now.persistence.lastSaveUnixSeconds >= serverSeconds ? now : null;
  });
  return { before, facts, asked: { replid, offset }, bytes: readFileSync(join(of.dir, "dump.rdb")) };
}

beforeAll(async () => {
  // Silent: a ping of its own moves the place in the stream between two saves.
  primary = await startTestServer(binary, { "repl-ping-replica-period": "3600" });
  await ask(primary, everyType(binary));
  server = await startReplica(binary, primary);
  former = await saved(server);
  save = await saved(server);
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-keep-"));
});
afterAll(async () => {
  await stopServers([server, primary]);
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(join(dataDir, "host"), { recursive: true, force: true });
  rmSync(join(dataDir, "backups"), { recursive: true, force: true });
  mkdirSync(join(dataDir, "host"));
  path = join(dataDir, "host", "dump.rdb");
  writeFileSync(path, save.bytes);
});

const folder = () => createBackupFolder(dataDir);
const keep = (
  more: { backups?: ReturnType<typeof folder>; instance?: string } = {},
): Promise<KeptDump | null> =>
  keepDump(
    { backups: more.backups ?? folder(), wait: (ms) => pause(ms), report: () => {} },
    { ...backupAt(id), ...save.asked },
    {
      path,
      before: { ...save.before, ...(more.instance !== undefined && { instance: more.instance }) },
      facts: save.facts,
    },
  );

const kept = (): string[] => {
  try {
    return readdirSync(join(dataDir, "backups"));
  } catch {
    return [];
  }
};

test("the file of this very save is kept as it is, and verified, with its exact place in the stream", async () => {
  const said = await keep();
  expect(said).toMatchObject({
    state: "verified",
    change: {
      sizeBytes: save.bytes.length,
      replid: save.facts.replication?.replid,
      keys: expect.any(Number),
    },
  });
  expect(said?.checks.filter(({ status }) => status !== "pass")).toEqual([]);
  expect(readFileSync(join(dataDir, "backups", `${id}.rdb`)).equals(save.bytes)).toBe(true);
});

test("of an instance on another machine no path is opened", async () => {
  expect(await keep({ instance: "192.0.2.1:6379" })).toBeNull();
  expect(kept()).toEqual([]);
});

test.each<[string, () => void, string]>([
  ["was moved away", () => renameSync(path, `${path}.old`), "no file lies there"],
  [
    "is a link, even to the right one",
    () => {
      renameSync(path, `${path}.real`);
      symlinkSync(`${path}.real`, path);
    },
    "a link",
  ],
  [
    "is a folder",
    () => {
      rmSync(path);
      mkdirSync(path);
    },
    "no file",
  ],
  [
    "is a pipe that nobody writes to",
    () => {
      rmSync(path);
      execFileSync("mkfifo", [path]);
    },
    "no file",
  ],
  ["was written before the command", () => utimesSync(path, 1, save.before.serverSeconds - 1), "older"],
  ["is of an earlier save", () => writeFileSync(path, former.bytes), "begun at another time"],
  ["is another history's", () => writeFileSync(path, otherHistory()), "place in the stream"],
  [
    "is of a version to come",
    () => writeFileSync(path, Buffer.concat([Buffer.from("REDIS0099"), save.bytes.subarray(9)])),
    "Version 99",
  ],
])("a file that %s is not kept: the backup is saved, and says why", async (_, tamper, why) => {
  tamper();
  const said = await keep();
  expect(said).toMatchObject({ state: "saved" });
  expect(said?.checks.filter(({ status }) => status === "warn").map(({ text }) => text)).toEqual([
    expect.stringContaining(why),
  ]);
  expect(kept()).toEqual([]);
});

/** The same bytes under another replication id, its checksum switched off so that only the id speaks against it. */
function otherHistory(): Buffer {
  const bytes = Buffer.from(save.bytes);
  const at = bytes.indexOf("repl-id");
  bytes.write("f".repeat(40), at + "repl-id".length + 1, "latin1");
  bytes.fill(0, bytes.length - 8);
  return bytes;
}

test("a file that is written to, or replaced, while it is read is not kept", async () => {
  for (const tamper of [
    () => utimesSync(path, new Date(), new Date(Date.now() + 5_000)),
    () => {
      writeFileSync(`${path}.new`, save.bytes);
      renameSync(`${path}.new`, path);
    },
  ]) {
    const backups = folder();
    const meddled: typeof backups = {
      ...backups,
      async begin(of) {
        const draft = await backups.begin(of);
        const write = (bytes: Uint8Array): Promise<void> => {
          tamper();
          return draft.write(bytes);
        };
        return {
          location: draft.location,
          write,
          keep: () => draft.keep(),
          halt: () => draft.halt(),
          drop: () => draft.drop(),
        };
      },
    };
    const said = await keep({ backups: meddled });
    expect(said).toMatchObject({ state: "saved" });
    expect(said?.checks.find(({ code }) => code === "file-unchanged")).toMatchObject({ status: "warn" });
    expect(kept()).toEqual([]);
  }
});

test.each<[string, () => void, string]>([
  [
    "has a bit flipped",
    () => {
      const bytes = Buffer.from(save.bytes);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 40) ^ 4, bytes.length - 40);
      writeFileSync(path, bytes);
    },
    "no good RDB",
  ],
  ["was cut", () => truncateSync(path, save.bytes.length - 100), "no good RDB"],
  ["is something else", () => writeFileSync(path, "<html>".repeat(100)), "does not begin with REDIS"],
])("where the file %s the backup failed, whatever Redis says of its save", async (_, tamper, why) => {
  tamper();
  expect(await keep()).toMatchObject({ state: "failed", cause: expect.stringContaining(why) });
  expect(kept()).toEqual([]);
});

test("a file that there is no room for stays where it is", async () => {
  const backups = { ...folder(), roomBytes: async () => save.bytes.length - 1 };
  expect(await keep({ backups })).toMatchObject({
    state: "saved",
    checks: [{ code: "file-read", text: expect.stringContaining("there is room for") }],
  });
  expect(kept()).toEqual([]);
});
