import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Networks, usualNetworks } from "@/server/redis/networks";
import { guardedRouterOptions } from "@/server/redis/router-options";
import { ask, replicationField } from "@/server/testing/ask";
import { startReplica, startTestServer } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { waitFor } from "@/server/testing/wait-for";
import {
  afterwards,
  codeOf,
  countIn,
  follow,
  groupOf,
  mute,
  ownServer,
  promote,
  routerFor,
  stopAfterwards,
  untilIn,
} from "./router.fixture";

const get = ["GET", "a"];
const many = Array.from({ length: 30 }, (_, i) => ["GET", `k${i}`]);

test("reads go round the replicas, bulk reads are spread in order, and the primary is left alone", async () => {
  const group = await groupOf(3);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 3);
  for (const [, key = ""] of many) await router.write(["SET", key, `of ${key}`]);
  await router.write(["SET", "a", "1"], { wait: { replicas: 3, timeoutMs: 5_000 } });
  const ports = new Map<number, number>();
  for (let i = 0; i < 30; i += 1) {
    const { from } = await router.read(get);
    ports.set(from.port, (ports.get(from.port) ?? 0) + 1);
  }
  expect([...ports.values()]).toEqual([10, 10, 10]);
  const bounded = await Promise.all(
    Array.from({ length: 30 }, () => router.read(get, { maxLagSeconds: 60 })),
  );
  for (const { port } of group.replicas)
    expect(bounded.filter(({ from }) => from.port === port)).toHaveLength(10);
  expect(ports.has(group.primary.port)).toBe(false);
  const answers = await router.bulkRead(many);
  expect(answers.map(({ reply }) => reply)).toEqual(many.map(([, key]) => `of ${key}`));
  const shares = new Set(answers.map(({ from }) => from.port));
  expect(shares).toEqual(new Set(group.replicas.map(({ port }) => port)));
  expect(await router.bulkRead([])).toEqual([]);
});

test("ways of reading that alternate go round the replicas each for itself: one of them came to the same one always", async () => {
  const group = await groupOf(2);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 2);
  const session = router.session();
  await router.write(["SET", "a", "1"], { session });
  const written = Number(await replicationField(group.primary, "master_repl_offset"));
  await waitFor("looks have shown that all hold it", () =>
    router.members().every(({ offset }) => offset !== null && offset >= written),
  );
  const ways = [
    () => router.read(get),
    () => router.read(get, { maxLagSeconds: 60 }),
    () => router.readYourWrites(get, session, { by: "wait" }),
  ];
  const ports: number[][] = ways.map(() => []);
  for (let i = 0; i < 10; i += 1)
    for (const [n, way] of ways.entries()) ports[n]?.push((await way()).from.port);
  for (const { port } of group.replicas)
    for (const all of ports) expect(all.filter((one) => one === port).length).toBeGreaterThan(3);
});

test("a replica that stands still costs no read, is out, and comes back in", async () => {
  const group = await groupOf(2);
  const { router, events } = await routerFor([group.primary], { deadlineMs: 2_000 });
  await untilIn(router, 2);
  const [still, other] = group.replicas;
  if (still === undefined || other === undefined) throw new Error("no replicas");
  still.pause();
  const [reads, bulk] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => router.read(get))),
    router.bulkRead(many),
  ]);
  expect(new Set([...reads, ...bulk].map(({ from }) => from.port))).toEqual(new Set([other.port]));
  expect(Math.max(...reads.map(({ attempts }) => attempts))).toBe(2);
  expect(events).toContainEqual(expect.objectContaining({ type: "member-out" }));
  still.resume();
  await untilIn(router, 2);
});

test("where no replica is fit the primary answers, and where the primary is gone a replica without a link", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 1);
  const [replica] = group.replicas;
  await replica?.kill();
  expect(await router.read(get)).toMatchObject({ from: { role: "primary" } });
  await replica?.restart();
  await untilIn(router, 1);
  await group.primary.kill();
  await waitFor("it is seen", () => countIn(router) === 0);
  expect(await router.read(get)).toMatchObject({ from: { port: replica?.port, role: "replica" } });
});

test("a read that no member can answer is refused at once, with Redis' own words", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 1);
  await expect(router.read(["GET"])).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("wrong number of arguments"),
  });
  expect(await codeOf(router.read(["SET", "a", "1"]))).toBe("refused");
  expect(await codeOf(router.bulkRead([get, ["GET"]]))).toBe("refused");
  expect(await codeOf(router.read(get, { from: { host: "127.0.0.1", port: 1 } }))).toBe("refused");
});

test("a replica behind its bound is passed over for the primary, and refused where there is none", async () => {
  const group = await groupOf(0);
  const proxy = await LinkProxy.start(group.primary);
  afterwards(() => proxy.close());
  const late = stopAfterwards(await startReplica(await ownServer(), proxy));
  const { router } = await routerFor([group.primary], {
    deadlineMs: 600,
    map: (address) => (address.port === proxy.port ? group.primary : address),
  });
  await untilIn(router, 1);
  proxy.each((connection) => connection.pause());
  await router.write(["SET", "a", "new"]);
  await waitFor("the lag is seen", () =>
    router.members().some(({ lag }) => lag?.bytes !== 0 && lag !== null),
  );
  expect(await router.read(get)).toMatchObject({ reply: null, from: { port: late.port } });
  for (const bound of [{ maxLagBytes: 0 }, { maxLagSeconds: 0.3 }]) {
    await waitFor("the bound is passed", async () => (await router.read(get, bound)).from.role === "primary");
    expect(await router.read(get, bound)).toMatchObject({ reply: "new" });
  }
  expect(await router.read(get, { maxLagBytes: 1_000_000 })).toMatchObject({
    reply: null,
    lag: { bytes: expect.any(Number) },
  });
  await group.primary.kill();
  expect(await codeOf(router.read(get, { maxLagBytes: 0 }))).toBe("too-far-behind");
  expect(await codeOf(router.read(get, { from: "primary" }))).toBe("no-primary");
});

test("at rest a replica is as fresh as the last look, and no staler than it is told to be", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 1);
  for (let i = 0; i < 40; i += 1) {
    const acknowledged = i;
    await router.write(["SET", "a", String(i)]);
    const { reply, from } = await router.read(get, { maxLagSeconds: 0.001 });
    // What was acknowledged a millisecond ago may be missing, so nothing is promised of this one, but of the one before.
    if (from.role === "replica") expect(Number(reply)).toBeGreaterThanOrEqual(acknowledged - 1);
    else expect(reply).toBe(String(i));
  }
  await waitFor("it is fresh", async () => {
    const { lag, from } = await router.read(get, { maxLagSeconds: 1 });
    return from.role === "replica" && lag?.seconds !== null && lag?.bytes === 0;
  });
});

test("a member that accepts and never answers holds up nobody, and readLatest names it", async () => {
  const group = await groupOf(1);
  const silent = await mute();
  const { router } = await routerFor([group.primary, silent]);
  await untilIn(router, 1);
  expect(await router.read(get)).toMatchObject({ attempts: 1 });
  await expect(router.readLatest(get)).rejects.toMatchObject({
    code: "latest-in-doubt",
    message: expect.stringContaining(String(silent.port)),
  });
});

test("readLatest refuses while a member stands still, goes on when it is gone, and never reads a deposed primary", async () => {
  const group = await groupOf(2);
  const [first, second] = group.replicas;
  if (first === undefined || second === undefined) throw new Error("no replicas");
  const { router } = await routerFor([group.primary], { pollMs: 60_000 });
  await untilIn(router, 2);
  second.pause();
  expect(await codeOf(router.readLatest(get))).toBe("latest-in-doubt");
  await second.kill();
  expect(await router.readLatest(get)).toMatchObject({ from: { port: group.primary.port } });
  // Between two polls: this router still takes the other for the primary.
  await promote(first);
  await ask(first, [["SET", "a", "newer"]]);
  expect(await codeOf(router.readLatest(get))).toBe("two-primaries");
});

test("many latest reads at once share their rounds of looks", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary], { pollMs: 60_000 });
  await untilIn(router, 1);
  const looks = async (): Promise<number> =>
    Number(
      /cmdstat_info:calls=(\d+)/.exec(String(await ask(group.primary, [["INFO", "commandstats"]])))?.[1],
    );
  const before = await looks();
  await Promise.all(Array.from({ length: 200 }, () => router.readLatest(get)));
  expect((await looks()) - before).toBeLessThan(20);
});

test("a password that one replica does not take leaves that one out", async () => {
  const binary = await ownServer();
  const primary = stopAfterwards(await startTestServer(binary, {}));
  const [good, bad] = await Promise.all([startReplica(binary, primary), startReplica(binary, primary)]);
  stopAfterwards(good);
  stopAfterwards(bad);
  for (const server of [primary, good])
    await ask(server, [["ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all"]]);
  const { router } = await routerFor([primary], { redis: { username: "app", password: "secret" } });
  await untilIn(router, 1);
  expect(router.members().find(({ port }) => port === bad.port)).toMatchObject({
    in: false,
    why: expect.stringContaining("password"),
  });
  expect(await router.read(get)).toMatchObject({ from: { port: good.port } });
});

test("a replica that copies everything, and then loads it, is out until it is done", async () => {
  const group = await groupOf(2);
  const [copies, other] = group.replicas;
  if (copies === undefined || other === undefined) throw new Error("no replicas");
  const { router, events } = await routerFor([group.primary], { pollMs: 50 });
  await untilIn(router, 2);
  await ask(group.primary, [
    ["DEBUG", "POPULATE", "2000"],
    ["CONFIG", "SET", "rdb-key-save-delay", "300"],
  ]);
  await ask(copies, [
    ["CONFIG", "SET", "key-load-delay", "200"],
    ["CONFIG", "SET", "loading-process-events-interval-bytes", "1024"],
  ]);
  // With a write of its own it can only copy everything.
  await promote(copies);
  await ask(copies, [["SET", "own", "1"]]);
  await follow(copies, group.primary);
  await waitFor("it is out", () =>
    events.some((e) => e.type === "member-out" && e.member.port === copies.port),
  );
  expect(
    (await Promise.all(Array.from({ length: 10 }, () => router.read(get)))).map(({ from }) => from.port),
  ).toEqual(Array(10).fill(other.port));
  await untilIn(router, 2);
});

test("inside Tidemark the router's connections look at networks.allow", async () => {
  const group = await groupOf(1);
  const nobody = { username: null, password: null };
  const { router } = await routerFor([group.primary], {
    redis: guardedRouterOptions((endpoint) => ({ endpoint, networks: usualNetworks, tls: null }), nobody),
  });
  await untilIn(router, 1);
  expect(await router.read(get)).toMatchObject({ reply: null });
  const redis = guardedRouterOptions(
    (endpoint) => ({ endpoint, networks: new Networks([]), tls: null }),
    nobody,
  );
  await expect(routerFor([group.primary], { redis, deadlineMs: 300 })).rejects.toMatchObject({
    code: "no-primary",
    message: expect.stringContaining("networks.allow"),
  });
});

test("a promotion while a latest read is on its way is seen, since the looks begin after its reply", async () => {
  const group = await groupOf(1);
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const proxy = await LinkProxy.start(group.primary);
  afterwards(() => proxy.close());
  const { router } = await routerFor([proxy], {
    pollMs: 60_000,
    map: (address) => (address.port === group.primary.port ? proxy : address),
  });
  await untilIn(router, 1);
  proxy.each((connection) => connection.pause());
  const reading = router.readLatest(get);
  await promote(replica);
  await ask(replica, [["SET", "a", "newer"]]);
  proxy.each((connection) => connection.resume());
  await expect(reading).rejects.toMatchObject({ code: "two-primaries" });
});

test("under a steady writer and a link that stalls, no bounded read is older than its bound", async () => {
  const group = await groupOf(1);
  const proxy = await LinkProxy.start(group.primary);
  afterwards(() => proxy.close());
  stopAfterwards(await startReplica(await ownServer(), proxy));
  const { router } = await routerFor([group.primary], {
    pollMs: 30,
    map: (address) => (address.port === proxy.port ? group.primary : address),
  });
  await untilIn(router, 2);
  const [maxLagSeconds, forMs] = [0.15, 2_000];
  const acknowledged: { value: number; atMs: number }[] = [];
  const endMs = performance.now() + forMs;
  const from = new Set<string>();
  const write = async (): Promise<void> => {
    for (let value = 1; performance.now() < endMs; value += 1) {
      await router.write(["SET", "a", String(value)]);
      acknowledged.push({ value, atMs: performance.now() });
      await delay(2);
    }
  };
  const read = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const { reply, from: at } = await router.read(get, { maxLagSeconds });
      const oldestMs = performance.now() - maxLagSeconds * 1000 - 1;
      const owed = acknowledged.findLast(({ atMs }) => atMs < oldestMs)?.value ?? 0;
      expect(Number(reply)).toBeGreaterThanOrEqual(owed);
      from.add(`${at.role} ${at.port}`);
    }
  };
  const stall = async (): Promise<void> => {
    for (let paused = false; performance.now() < endMs; paused = !paused) {
      proxy.each((connection) => (paused ? connection.resume() : connection.pause()));
      await delay(paused ? 100 : 300);
    }
    proxy.each((connection) => connection.resume());
  };
  await Promise.all([write(), read(), read(), read(), stall()]);
  expect(from.size).toBeGreaterThan(1);
  expect(acknowledged.length).toBeGreaterThan(100);
});
