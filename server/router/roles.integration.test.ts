import { expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { isOnline, startReplica, startTestServer } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import {
  codeOf,
  follow,
  groupOf,
  ownServer,
  promote,
  routerFor,
  stopAfterwards,
  untilIn,
} from "./router.fixture";

const get = ["GET", "a"];

test("members are found from any one of them, and one process at two addresses is one member", async () => {
  const group = await groupOf(1, { chained: 1 });
  const leaf = group.replicas[1] ?? group.primary;
  const { router } = await routerFor([{ host: "localhost", port: leaf.port }]);
  await untilIn(router, 2);
  expect(router.members()).toHaveLength(3);
  expect(router.members().filter(({ isPrimary }) => isPrimary)).toMatchObject([{ port: group.primary.port }]);
});

test("a dead primary's writes go to the replica that is promoted, at the first look that sees it", async () => {
  const group = await groupOf(2);
  const [first, second] = group.replicas;
  if (first === undefined || second === undefined) throw new Error("no replicas");
  const { router, events } = await routerFor([first]);
  await untilIn(router, 2);
  await group.primary.kill();
  const held = router.write(["SET", "a", "2"]);
  await promote(first);
  expect(await held).toMatchObject({ reply: "OK", from: { port: first.port, role: "primary" } });
  await follow(second, first);
  await untilIn(router, 1);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "primary-changed", to: { host: first.host, port: first.port } }),
  );
});

test("a planned switch by FAILOVER loses no call, and READONLY alone is enough to look", async () => {
  const group = await groupOf(1);
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  await isOnline(group.primary, replica);
  // No poll would see the switch within this test.
  const { router } = await routerFor([group.primary], { pollMs: 60_000, deadlineMs: 5_000 });
  await ask(group.primary, [["FAILOVER"]]);
  await waitFor("the switch", async () => String(await ask(replica, [["ROLE"]])).startsWith("master"));
  expect(await router.write(["SET", "a", "1"])).toMatchObject({ from: { port: replica.port }, reply: "OK" });
});

test("a primary that comes back empty gets no write while its replicas still hold what was", async () => {
  const group = await groupOf(1);
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const { router } = await routerFor([group.primary], { deadlineMs: 600 });
  await untilIn(router, 1);
  await router.write(["SET", "a", "1"], { wait: { replicas: 1, timeoutMs: 5_000 } });
  // Else the replica would take the empty data set within a second.
  await follow(replica, { host: "127.0.0.1", port: 1 });
  await group.primary.restart();
  expect(await codeOf(router.write(["SET", "a", "2"]))).toBe("no-primary");
  expect(await router.read(get)).toMatchObject({ reply: "1", from: { port: replica.port } });
  await follow(replica, group.primary);
  expect(
    await waitFor("the group is one again", () => router.write(["SET", "a", "3"]).catch(() => null)),
  ).toMatchObject({
    reply: "OK",
  });
});

test("a detached replica is not written to, and the primary stays", async () => {
  const group = await groupOf(2);
  const [left, stays] = group.replicas;
  if (left === undefined || stays === undefined) throw new Error("no replicas");
  const { router, events } = await routerFor([group.primary]);
  await untilIn(router, 2);
  await promote(left);
  await waitFor("it is told", () =>
    events.some((event) => event.type === "rivals" && event.members[0]?.port === left.port),
  );
  expect(await router.write(["SET", "a", "1"])).toMatchObject({ from: { port: group.primary.port } });
  expect(await codeOf(router.readLatest(get))).toBe("two-primaries");
  await group.primary.kill();
  expect(await codeOf(router.write(["SET", "a", "2"]))).toBe("no-primary");
});

test("of two primaries that nothing orders none is written to", async () => {
  const binary = await ownServer();
  const seeds = [
    stopAfterwards(await startTestServer(binary)),
    stopAfterwards(await startTestServer(binary)),
  ];
  await expect(routerFor(seeds, { deadlineMs: 400 })).rejects.toMatchObject({
    code: "two-primaries",
    message: expect.stringContaining(String(seeds[1]?.port)),
  });
});

test("a replica that joins later is found and read from", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 1);
  stopAfterwards(await startReplica(await ownServer(), group.primary));
  await untilIn(router, 2);
});

test("announced addresses that cannot be dialled are mapped", async () => {
  const group = await groupOf(1, { settings: { "replica-announce-ip": "10.99.99.99" } });
  const { router } = await routerFor([group.primary], {
    map: ({ host, port }) => ({ host: host === "10.99.99.99" ? "127.0.0.1" : host, port }),
  });
  await untilIn(router, 1);
  expect(await router.readLatest(get)).toMatchObject({ reply: null });
});

test("every version is written to and read from, and failed over", async () => {
  for (const binary of await serverMatrix()) {
    const group = await groupOf(1, { binary });
    const [replica] = group.replicas;
    if (replica === undefined) throw new Error("no replica");
    const { router } = await routerFor([group.primary]);
    await untilIn(router, 1);
    const session = router.session();
    const at = { port: group.primary.port };
    expect(
      await router.write(["SET", "a", "1"], { session, wait: { replicas: 1, timeoutMs: 2_000 } }),
    ).toMatchObject({
      acknowledgedBy: 1,
      from: at,
    });
    expect(await router.readYourWrites(get, session), binary.name).toMatchObject({ reply: "1" });
    expect(await router.readYourWrites(get, session, { by: "wait" })).toMatchObject({
      reply: "1",
      from: { port: replica.port },
    });
    expect(await router.readLatest(get)).toMatchObject({ reply: "1", from: at });
    await group.primary.kill();
    await promote(replica);
    expect(await router.readYourWrites(get, session), binary.name).toMatchObject({ reply: "1" });
    expect(await router.write(["SET", "a", "2"], { session })).toMatchObject({
      from: { port: replica.port },
    });
  }
});
