import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startForTest } from "@/server/tidemark.fixture";

test("a start of Tidemark ends and removes what a drill has left behind", async () => {
  const home = mkdtempSync(join(tmpdir(), "tidemark-drill-start-"));
  // People put their data on another disk, and leave a link.
  const dataDir = join(home, "data");
  mkdirSync(join(home, "disk"));
  symlinkSync(join(home, "disk"), dataDir);
  const dir = join(dataDir, "drill", "left");
  mkdirSync(dir, { recursive: true });
  const left = spawn("/bin/sleep", ["600"], { cwd: dir, stdio: "ignore" });
  const ended = new Promise((resolve) => left.once("exit", (_, signal) => resolve(signal)));
  const tidemark = await startForTest([], { dataDir });
  expect(existsSync(dir)).toBe(false);
  expect(await ended).toBe("SIGKILL");
  await tidemark.close();
  rmSync(home, { recursive: true, force: true });
});
