import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBackupFolder } from "./folder";
import { BackupFileError } from "./target";

const id = "01900000-0000-7000-8000-000000000001";
const other = "01900000-0000-7000-8000-000000000002";
let root = "";
let dataDir = "";
let backups = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-confined-"));
  dataDir = join(root, "data");
  backups = join(dataDir, "backups");
  mkdirSync(backups, { recursive: true });
  writeFileSync(join(backups, `${id}.rdb`), "REDIS");
  writeFileSync(join(root, "secret"), "HUSHH");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folder = (at = dataDir) => createBackupFolder(at);
async function read(at = dataDir, of = id): Promise<string | null> {
  const stored = await folder(at).open(of);
  if (stored === null) return null;
  const pieces: Buffer[] = [];
  for await (const piece of stored.stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
const isRefused = async (work: Promise<unknown>, says: RegExp): Promise<void> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BackupFileError);
  expect(String(error)).toMatch(says);
  expect(String(error)).not.toContain(root);
};
const place = (): string => join(backups, `${id}.rdb`);

test("R13: a backup is read where it lies, also where data-dir is reached by a link", async () => {
  expect(await read()).toBe("REDIS");
  symlinkSync(dataDir, join(root, "by-link"));
  expect(await read(join(root, "by-link"))).toBe("REDIS");
  expect(await read(dataDir, other)).toBeNull();
});

test.each([
  ["a link to a file elsewhere", () => symlinkSync(join(root, "secret"), place()), /is a link/],
  [
    "a link to another backup",
    () => {
      writeFileSync(join(backups, `${other}.rdb`), "OTHER");
      symlinkSync(`${other}.rdb`, place());
    },
    /is a link/,
  ],
  ["a link to nothing", () => symlinkSync(join(root, "gone"), place()), /is a link/],
  ["a folder", () => mkdirSync(place()), /is no file/],
  ["a pipe that nobody writes to", () => execFileSync("mkfifo", [place()]), /is no file/],
  ["a device", () => symlinkSync("/dev/zero", place()), /is a link/],
])("R13: %s in the place of a backup is refused, and nothing of it is read", async (_, put, says) => {
  rmSync(place());
  put();
  await isRefused(read(), says);
});

test("R13: a folder of backups that is a link is not gone into: to read, to write, to remove, or to miss something", async () => {
  const elsewhere = join(root, "elsewhere");
  renameSync(backups, elsewhere);
  symlinkSync(elsewhere, backups);
  for (const work of [
    () => read(),
    () => read(dataDir, other),
    () => folder().begin(other),
    () => folder().remove(id),
  ])
    await isRefused(work(), /The folder backups in data-dir is a link/);
  expect(readdirSync(elsewhere)).toEqual([`${id}.rdb`]);
});

test.each([
  "..",
  "../secret",
  "../../secret",
  `../backups/${id}`,
  `${id}/../${id}`,
  `${id}.rdb`,
  id.toUpperCase().replace("0190", "ABCD"),
  `${id}\0`,
  ` ${id}`,
  "",
  "/etc/passwd",
  "..%2fsecret",
])("R13: %j is no backup's id, and no path is made of it", async (bad) => {
  await isRefused(read(dataDir, bad), /no backup's id/);
  await isRefused(folder().begin(bad), /no backup's id/);
  await isRefused(folder().remove(bad), /no backup's id/);
});

test("R13: where the folder is not there nothing was lost, and there is nothing to remove", async () => {
  rmSync(backups, { recursive: true });
  await isRefused(read(), /is not there: mount its disk/);
  await folder().remove(id);
});
