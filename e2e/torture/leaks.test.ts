import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { entriesOf } from "./history";
import { lookForLeaks } from "./leaks";
import { loginsOf } from "./node";
import { Recorder } from "./recorder";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-leaks-"));
  mkdirSync(join(dir, "data/backups"), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a secret is found in a log, in the store and in what lies beside it, and the settings may hold it", () => {
  const [poller, operator] = [loginsOf(0).poller.password, loginsOf(1).operator.password];
  writeFileSync(join(dir, "dashboard-0.yaml"), poller);
  writeFileSync(join(dir, "dashboard-0.log"), `{"msg":"refused: AUTH watcher ${poller}"}\n`);
  writeFileSync(join(dir, "data/tidemark.db"), Buffer.from([0, 255, ...Buffer.from(operator)]));
  writeFileSync(join(dir, "data/backups/one.rdb"), `a${Buffer.from(`x${operator}y`).toString("base64")}`);
  const recorder = new Recorder();
  lookForLeaks({ dir, dataDir: join(dir, "data") }, recorder);
  const found = entriesOf(recorder.history, "leak").map(({ where, secret, form }) => [
    where.slice(dir.length + 1),
    secret,
    form.replace(/url| \(.*/g, ""),
  ]);
  expect(new Set(found.map(String))).toEqual(
    new Set([
      "dashboard-0.log,the poller's password,raw",
      "data/tidemark.db,operator 1's password,raw",
      "data/backups/one.rdb,operator 1's password,base64",
    ]),
  );
});
