import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { idAt, openBench, rolesIn } from "./bench/bench.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};

/** Whom the config file says that it follows, and its priority there; null where the file does not say. */
function kept(server: LocalServer): { follows: string | null; priority: string | null } {
  const text = readFileSync(server.configPath, "utf8");
  const follows = /^(?:replicaof|slaveof) (\S+) (\d+)/m.exec(text);
  return {
    follows: follows === null ? null : `${follows[1]}:${follows[2]}`,
    priority: /^(?:replica|slave)-priority (\d+)/m.exec(text)?.[1] ?? null,
  };
}

async function priorityOf(server: LocalServer): Promise<string> {
  const reply = await ask(server, [["CONFIG", "GET", "replica-priority"]]);
  return Array.isArray(reply) ? String(reply[1]) : "";
}

// The oldest way, the oldest FAILOVER, and the newest server.
const matrix = await serverMatrix();
const binaries = [matrix.at(0), matrix.at(1), matrix.at(-1)].filter((binary) => binary !== undefined);

describe.each(binaries)("an old primary that is kept out, on $name", (binary) => {
  test("has priority 0 and no replica, every changed role outlives a restart, and the undo gives its priority back", async () => {
    const settings = { "replica-priority": "70" };
    const group = await startGroup({ binary, replicas: 2, settings });
    closing.push(() => group.stop());
    const [target = never(), sibling = never()] = group.replicas;
    const bench = await openBench({ servers: group.all });
    closing.push(() => bench.close());

    const { run } = await bench.run({ action: "promote", instance: idAt(target), oldPrimary: "out" });
    expect(run).toMatchObject({ state: "succeeded", advice: null });
    expect(run.steps.filter((step) => step.state !== "done")).toEqual([]);
    expect(await Promise.all(group.all.map(priorityOf))).toEqual(["0", "70", "70"]);
    expect(kept(group.primary)).toEqual({ follows: idAt(target), priority: "0" });
    expect(kept(target)).toEqual({ follows: null, priority: "70" });
    expect(kept(sibling)).toEqual({ follows: idAt(target), priority: "70" });
    const roles = rolesIn(await bench.fleet.refresh("orders"));
    expect(Object.values(roles)).not.toContain(idAt(group.primary));

    const undo = await bench.actions.undo(run.id);
    expect(undo.request).toEqual({ action: "promote", instance: idAt(group.primary), priority: 70 });
    const back = await bench.ended(await bench.start(undo));
    expect(back.state).toBe("succeeded");
    expect(await Promise.all(group.all.map(priorityOf))).toEqual(["70", "70", "70"]);
    expect(kept(group.primary)).toEqual({ follows: null, priority: "70" });
    expect(kept(target)).toEqual({ follows: idAt(group.primary), priority: "70" });
    expect(kept(sibling)).toEqual({ follows: idAt(group.primary), priority: "70" });
  });
});
