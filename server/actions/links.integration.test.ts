import { afterEach, describe, expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { untilGroup } from "@/server/testing/fleet";
import {
  type GroupOptions,
  startGroup,
  startTestServer,
  stopServers,
  type TestGroup,
} from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench, rolesIn, settled } from "./bench/bench.fixture";
import { statsOf } from "./bench/stats.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: GroupOptions): Promise<{ group: TestGroup; bench: Bench }> {
  const group = await startGroup(options);
  closing.push(() => group.stop());
  const bench = await openBench({ servers: group.all });
  closing.push(() => bench.close());
  return { group, bench };
}

const never = (): never => {
  throw new Error("missing");
};

describe.each(await serverMatrix())("links on $name", (binary) => {
  test("a replica is re-pointed below its sibling and back, each time by a partial resync, and persisted", async () => {
    const { group, bench } = await start({ binary, replicas: 2 });
    const [one = never(), two = never()] = group.replicas;
    const before = (await Promise.all(group.all.map(statsOf))).map((stats) => stats.fullSyncs);
    const down = await bench.run({ action: "repoint", instance: idAt(two), upstream: idAt(one) });
    expect(down.run).toMatchObject({ state: "succeeded", advice: null, counted: { partial: 1, full: 0 } });
    expect(down.plan.effects).toMatchObject([{ resync: "partial" }]);
    expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(two)]).toBe(idAt(one));

    const ring = await bench.plan({ action: "repoint", instance: idAt(one), upstream: idAt(two) });
    expect(ring.steps).toEqual([]);
    await expect(bench.start(ring)).rejects.toMatchObject({ code: "checks-failed", status: 422 });

    const back = await bench.actions.undo(down.run.id);
    expect(back).toMatchObject({ action: "repoint", upstream: idAt(group.primary) });
    expect((await bench.ended(await bench.start(back))).state).toBe("succeeded");
    expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(two)]).toBe(idAt(group.primary));
    const after = (await Promise.all(group.all.map(statsOf))).map((stats) => stats.fullSyncs);
    expect(after).toEqual(before);

    await two.restart();
    await settled(bench.fleet, 3);
    expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(two)]).toBe(idAt(group.primary));
  });

  test("a replica is detached, takes writes, and is attached again only with the group's name typed", async () => {
    const { group, bench } = await start({ binary, replicas: 1 });
    const [replica = never()] = group.replicas;
    const plan = await bench.plan({ action: "detach", instance: idAt(replica) });
    expect(plan.confirm?.tier).toBe(2);
    await expect(bench.actions.start({ plan: plan.id }, "ana", null)).rejects.toMatchObject({
      code: "confirmation-required",
    });
    const detached = await bench.ended(await bench.start(plan));
    expect(detached.state).toBe("succeeded");
    await ask(replica, [["SET", "own", "1"]]);

    const undo = await bench.actions.undo(detached.id);
    expect(undo).toMatchObject({ action: "attach", confirm: { tier: 3, type: "orders" } });
    const accepted = { accepted: true as const };
    for (const confirm of [accepted, { ...accepted, text: "order" }])
      await expect(bench.actions.start({ plan: undo.id, confirm }, "ana", null)).rejects.toMatchObject({
        code: "confirmation-required",
        status: 422,
      });
    const attached = await bench.ended(await bench.start(undo));
    expect(attached).toMatchObject({ state: "succeeded", counted: { partial: 0, full: 1 } });
    expect(await ask(replica, [["EXISTS", "own"]])).toBe(0);
    expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(replica)]).toBe(idAt(group.primary));
  });

  test("with the primary killed, a promotion states the loss, wants the name typed, and the others follow", async () => {
    const { group, bench } = await start({ binary, replicas: 2 });
    const [target = never(), sibling = never()] = group.replicas;
    await ask(group.primary, [["SET", "a", "1"]]);
    await group.primary.kill();
    await untilGroup(bench.fleet, "orders", "both links are down", ({ instances }) =>
      instances.every((one) => one.link?.state !== "up"),
    );
    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    expect(plan).toMatchObject({ method: "forced", confirm: { tier: 3, type: "orders" } });
    expect(plan.dataLoss.verdict).not.toBe("none");
    await expect(
      bench.actions.start({ plan: plan.id, confirm: { accepted: true } }, "ana", null),
    ).rejects.toMatchObject({ code: "confirmation-required" });
    const run = await bench.ended(await bench.start(plan));
    expect(run.state).toBe("succeeded");
    const roles = rolesIn(await bench.fleet.refresh("orders"));
    expect(roles).toMatchObject({ [idAt(target)]: "primary", [idAt(sibling)]: idAt(target) });
    await ask(target, [["SET", "b", "1"]]);
  });
});

const [binary = never()] = (await serverMatrix()).filter(({ version }) => version.startsWith("7."));

test("an empty server is attached after its consequence is accepted, without typing", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const empty = await startTestServer(binary);
  closing.push(() => stopServers([empty]));
  const bench = await openBench({ servers: [...group.all, empty] });
  closing.push(() => bench.close());
  const plan = await bench.plan({ action: "attach", instance: idAt(empty), upstream: idAt(group.primary) });
  expect(plan.confirm).toMatchObject({ tier: 2, type: null });
  expect((await bench.ended(await bench.start(plan))).state).toBe("succeeded");
});

test("cancelling stops the wait for a link and says that the replica goes on", async () => {
  const group = await startGroup({ binary, replicas: 2 });
  closing.push(() => group.stop());
  const [one = never(), two = never()] = group.replicas;
  const bench = await openBench({ servers: group.all });
  closing.push(() => bench.close());
  const plan = await bench.plan({ action: "repoint", instance: idAt(two), upstream: idAt(one) });
  // The upstream stops before the replica dials it, so the link cannot come up.
  const stop = bench.actions.listen({
    run(run) {
      if (run.steps[0]?.state !== "running") return;
      stop();
      one.pause();
    },
  });
  const started = await bench.start(plan);
  await waitFor("the replica has been told", async () => {
    const run = await bench.store.runs.get(started.id);
    return run?.steps[0]?.reply === "OK" && run.cancellable;
  });
  await bench.actions.cancel(started.id);
  const run = await bench.ended(started);
  one.resume();
  expect(run.state).toBe("partial");
  expect(run.summary).toContain("Cancelled: the wait for the link ended");
});

test("a full resync shows how far it is, and the run waits for its end", async () => {
  const source = await startTestServer(binary, { "repl-diskless-sync": "no", rdbcompression: "no" });
  const empty = await startTestServer(binary, { "loading-process-events-interval-bytes": "1024" });
  closing.push(() => stopServers([source, empty]));
  await ask(source, [
    ["DEBUG", "POPULATE", "2000", "key", "1000"],
    ["CONFIG", "SET", "rdb-key-save-delay", "500"],
  ]);
  await ask(empty, [["CONFIG", "SET", "key-load-delay", "500"]]);
  const bench = await openBench({ servers: [source, empty] });
  closing.push(() => bench.close());
  const { plan, run } = await bench.run({ action: "attach", instance: idAt(empty), upstream: idAt(source) });
  expect(plan.effects).toMatchObject([{ resync: "full" }]);
  expect(run.state).toBe("succeeded");
  expect(await ask(empty, [["DBSIZE"]])).toBe(2000);
  const said = bench.heard.runs.flatMap((one) => one.steps.flatMap((step) => step.progress?.text ?? []));
  expect(said.some((text) => text.startsWith("Full resync: "))).toBe(true);
});
