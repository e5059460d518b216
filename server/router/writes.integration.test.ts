import { expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { startReplica } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { waitFor } from "@/server/testing/wait-for";
import {
  afterwards,
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

test("a write that was sent and not answered is unknown, and is sent once", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary], { pollMs: 60_000, deadlineMs: 300 });
  group.primary.pause();
  const counting = Array.from({ length: 5 }, () => router.write(["INCR", "n"]));
  for (const call of counting)
    await expect(call).rejects.toMatchObject({
      code: "write-unknown",
      message: expect.stringContaining(String(group.primary.port)),
    });
  group.primary.resume();
  expect(Number(await ask(group.primary, [["GET", "n"]]))).toBeLessThanOrEqual(5);
});

test("a write that Redis did not carry out is tried until it does", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary]);
  await ask(group.primary, [["CONFIG", "SET", "min-replicas-to-write", "5"]]);
  const held = router.write(["INCR", "n"]);
  await waitFor("it is refused some times", async () =>
    /errorstat_NOREPLICAS:count=([3-9]|\d\d)/.test(
      String(await ask(group.primary, [["INFO", "errorstats"]])),
    ),
  );
  await ask(group.primary, [["CONFIG", "SET", "min-replicas-to-write", "0"]]);
  const answer = await held;
  expect(answer).toMatchObject({ reply: 1 });
  expect(answer.attempts).toBeGreaterThan(3);
});

test("what Redis refuses for the command's own sake is told, with the instance", async () => {
  const group = await groupOf(0);
  const { router } = await routerFor([group.primary]);
  await router.write(["SET", "a", "text"]);
  await expect(router.write(["LPUSH", "a", "x"])).rejects.toMatchObject({
    code: "refused",
    message: expect.stringMatching(new RegExp(`${group.primary.port} refused it: WRONGTYPE`)),
  });
  await expect(router.write(["SET", "a", "1"], { wait: { replicas: 0, timeoutMs: 5 } })).rejects.toThrow(
    TypeError,
  );
});

test("WAIT says how many acknowledged, and holds up no other call", async () => {
  const group = await groupOf(1);
  const { router } = await routerFor([group.primary], { deadlineMs: 1_000 });
  await untilIn(router, 1);
  group.replicas[0]?.pause();
  const waiting = Array.from({ length: 4 }, () =>
    router.write(["INCR", "n"], { wait: { replicas: 1, timeoutMs: 700 } }),
  );
  expect(await router.write(["SET", "a", "1"])).toMatchObject({ reply: "OK", acknowledgedBy: null });
  expect((await Promise.all(waiting)).map(({ acknowledgedBy }) => acknowledgedBy)).toEqual([0, 0, 0, 0]);
  group.replicas[0]?.resume();
  expect(await router.write(["INCR", "n"], { wait: { replicas: 1, timeoutMs: 5_000 } })).toMatchObject({
    reply: 5,
    acknowledgedBy: 1,
  });
});

test("the place that a session notes covers the write, under load, for scripts and for writes of many keys", async () => {
  const group = await groupOf(0);
  const proxy = await LinkProxy.start(group.primary);
  afterwards(() => proxy.close());
  const replica = stopAfterwards(await startReplica(await ownServer(), proxy));
  proxy.weather.delayMs = 2;
  proxy.each((connection) => {
    connection.weather.delayMs = 2;
  });
  const { router } = await routerFor([group.primary], {
    pollMs: 20,
    map: (address) => (address.port === proxy.port ? group.primary : address),
  });
  await untilIn(router, 1);
  const writes: ((i: number, key: string) => string[])[] = [
    (i, key) => ["SET", key, String(i)],
    (i, key) => ["EVAL", "return redis.call('set', KEYS[1], ARGV[1])", "1", key, String(i)],
    (i, key) => ["MSET", "other", "x", key, String(i)],
  ];
  const from = new Set<number>();
  const user = async (key: string): Promise<void> => {
    let session = router.session();
    for (let i = 1; i <= 40; i += 1) {
      await router.write(writes[i % 3]?.(i, key) ?? [], { session });
      session = router.session(session.token);
      const by = i % 2 === 0 ? "wait" : "offset";
      const answer = await router.readYourWrites(["GET", key], session, { by });
      expect(answer.reply).toBe(String(i));
      from.add(answer.from.port);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, i) => user(`user${i}`)));
  expect(from).toContain(replica.port);
});

test("a session's write outlives two promotions, and one that a promotion lost is told", async () => {
  const group = await groupOf(2);
  const [first, second] = group.replicas;
  if (first === undefined || second === undefined) throw new Error("no replicas");
  const { router } = await routerFor([group.primary]);
  await untilIn(router, 2);
  const session = router.session();
  await router.write(["SET", "a", "1"], { session, wait: { replicas: 2, timeoutMs: 5_000 } });
  const lost = router.session(session.token);
  for (const server of [first, second]) await follow(server, { host: "127.0.0.1", port: 1 });
  await router.write(["SET", "a", "lost"], { session: lost });
  await group.primary.kill();
  await promote(first);
  await follow(second, first);
  await waitFor("the first takes over", () =>
    router.members().some((m) => m.isPrimary && m.port === first.port),
  );
  expect(await router.readYourWrites(get, session)).toMatchObject({ reply: "1" });
  expect(await codeOf(router.readYourWrites(get, lost))).toBe("write-not-contained");
  await untilIn(router, 1);
  await first.kill();
  await promote(second);
  await waitFor("the second takes over", () =>
    router.members().some((m) => m.isPrimary && m.port === second.port),
  );
  expect(await router.readYourWrites(get, session)).toMatchObject({
    reply: "1",
    from: { port: second.port },
  });
});

test("a session is kept when the first replica joins and the history gets another name", async () => {
  const group = await groupOf(0);
  const { router } = await routerFor([group.primary]);
  const session = router.session();
  await router.write(["SET", "a", "1"], { session });
  stopAfterwards(await startReplica(await ownServer(), group.primary));
  await untilIn(router, 1);
  expect(await router.readYourWrites(get, session)).toMatchObject({ reply: "1" });
  expect(await router.readLatest(get)).toMatchObject({ reply: "1" });
});

test("after close every call is refused, and so are those under way", async () => {
  const group = await groupOf(0);
  const { router } = await routerFor([group.primary], { pollMs: 60_000 });
  group.primary.pause();
  const [read, write] = [codeOf(router.read(get)), codeOf(router.write(["SET", "a", "1"]))];
  await router.close();
  expect([await read, await write]).toEqual(["refused", "write-unknown"]);
  for (const call of [router.read(get), router.write(get), router.readLatest(get), router.bulkRead([get])])
    expect(await codeOf(call)).toBe("refused");
  await expect(router.ready()).rejects.toMatchObject({ code: "refused" });
});
