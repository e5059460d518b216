import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findServer } from "@/server/local";
import { type DemoServer, startDemoServers } from "./demo-servers";

test("when one server fails to start, those that start beside it are known to the caller", async () => {
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  const dir = mkdtempSync(join(tmpdir(), "tidemark-demo-servers-"));
  const started: DemoServer[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map(({ server }) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  });
  // As a Ctrl-C does to a process just forked: the third dies at once, while the fourth is not yet ready.
  const binary = join(dir, "server");
  writeFileSync(binary, `#!/bin/sh\ncase $1 in */server-2/*) exit 1 ;; esac\nexec "${found.path}" "$@"\n`, {
    mode: 0o755,
  });

  await expect(startDemoServers(binary, dir, 2, started)).rejects.toThrow("did not start");
  expect(started.map(({ server }) => server.dir)).toEqual([0, 1, 3].map((n) => join(dir, `server-${n}`)));
});
