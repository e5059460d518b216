import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startForTest } from "@/server/tidemark.fixture";

test("a start of Tidemark ends and removes what a drill has left behind", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-drill-start-"));
  const dir = join(dataDir, "drill", "left");
  mkdirSync(dir, { recursive: true });
  const left = spawn("/bin/sleep", ["600"], { cwd: dir, stdio: "ignore" });
  const ended = new Promise((resolve) => left.once("exit", (_, signal) => resolve(signal)));
  const tidemark = await startForTest([], { dataDir });
  expect(existsSync(dir)).toBe(false);
  expect(await ended).toBe("SIGKILL");
  await tidemark.close();
  rmSync(dataDir, { recursive: true, force: true });
});
