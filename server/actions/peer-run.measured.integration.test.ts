import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Run } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { idAt, openBench } from "./bench/bench.fixture";

const never = (): never => {
  throw new Error("missing");
};

test("a run of another process is shown as it goes on, and its end within a second", async () => {
  const binary = (await serverMatrix()).find(({ name }) => name.startsWith("redis-7")) ?? never();
  const group = await startGroup({ binary, replicas: 1 });
  onTestFinished(() => group.stop());
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-peers-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const peer = await openBench({ servers: group.all, dataDir });
  await peer.actions.recover();
  const actor = await openBench({ servers: group.all, dataDir });
  const [replica = never()] = group.replicas;
  await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "2000"]]);
  await ask(group.primary, [["MSET", ...Array.from({ length: 500 }, (_, n) => [`k${n}`, "v"]).flat()]]);
  await waitFor("the replica has them", async () => (await ask(replica, [["DBSIZE"]])) === 500);
  const started = await actor.start(await actor.plan({ action: "backup" }));
  const runs = (state: Run["state"]) =>
    peer.heard.runs.filter((run) => run.id === started.id && run.state === state);
  await waitFor("the peer shows the group as busy", () => peer.fleet.group("orders")?.run === started.id);
  expect(runs("running")).not.toEqual([]);
  const another = await peer.plan({ action: "detach", instance: idAt(replica) });
  expect(another.checks.find(({ code }) => code === "no-run")).toMatchObject({ status: "fail" });
  await actor.ended(started);
  await waitFor("the peer hears of the end", () => runs("succeeded").length === 1, 1_500);
  expect(peer.fleet.group("orders")?.run).toBeNull();
  expect(peer.heard.backups.at(-1)).toMatchObject({ run: started.id, state: "verified" });
  await actor.close();
  await peer.close();
});
