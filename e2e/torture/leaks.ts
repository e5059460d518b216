import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CanarySearch, searchFor } from "@/server/testing/canaries";
import { testToken } from "@/server/testing/who";
import { nowMs } from "./history";
import { loginsOf } from "./node";
import type { Recorder } from "./recorder";
import type { World } from "./world";

/** Every secret that the dashboards are told. */
export const searchSecrets = (): CanarySearch =>
  searchFor([
    { name: "the poller's password", text: loginsOf(0).poller.password },
    ...[0, 1].map((n) => ({ name: `operator ${n}'s password`, text: loginsOf(n).operator.password })),
    { name: "the token", text: testToken.token },
  ]);

/** Looks through what the dashboards have written by now: their logs, and every file of the store and beside it. */
export function lookForLeaks({ dir, dataDir }: Pick<World, "dir" | "dataDir">, recorder: Recorder): void {
  const search = searchSecrets();
  const logs = readdirSync(dir).filter((name) => name.endsWith(".log"));
  const kept = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of [...logs.map((name) => join(dir, name)), ...kept])
    for (const { canary, form, where } of search(path, readFileSync(path)))
      recorder.add({ kind: "leak", atMs: nowMs(), secret: canary, where, form });
}
