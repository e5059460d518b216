import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConsistencySettings } from "@/lib/contract";
import { findServer } from "@/server/local";
import { Networks, usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import type { GroupPlace, LabMember } from "../experiment";
import { allModes, carryOut } from "./bench.fixture";
import { clientSuite } from "./client.fixture";
import { groupGround } from "./ground";
import { RoutedClient } from "./routed-client";

/** All that this experiment needs in a group. */
const RULES = ["~tidemark:lab:*", "+info", "+set", "+get", "+unlink", "+wait", "+multi", "+exec"];

let group: TestGroup;
beforeAll(async () => {
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  group = await startGroup({ binary, replicas: 2 });
});
afterAll(() => group.stop());

const allow = (rules: readonly string[]) =>
  Promise.all(
    group.all.map((server) => ask(server, [["ACL", "SETUSER", "lab", "reset", "on", ">secret", ...rules]])),
  );
beforeEach(async () => void (await allow(RULES)));

function place(networks = usualNetworks): GroupPlace {
  return {
    place: "group",
    group: "orders",
    members: () =>
      group.all.map(
        ({ host, port }, i): LabMember => ({
          id: `${host}:${port}`,
          role: i === 0 ? "primary" : "replica",
          target: { endpoint: { host, port }, networks, tls: null },
          login: { username: "lab", password: "secret" },
        }),
      ),
  };
}

const keysLeft = (): Promise<unknown> => ask(group.primary, [["KEYS", "tidemark:lab:*"]]);

describe("the router's client", () => {
  const clients: RoutedClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  clientSuite(2, async () => {
    const settings = ConsistencySettings.parse({ kind: "consistency", modes: allModes });
    const client = new RoutedClient(groupGround(place(), settings), settings);
    clients.push(client);
    await client.ready();
    return { client, prefix: `tidemark:lab:suite-${clients.length}-${performance.now()}:` };
  });
});

test("a user who may touch the lab's keys alone is enough, in every mode, and no key is left", async () => {
  const { result, cleanUp } = await carryOut(place(), {
    seconds: 1,
    keys: 7,
    modes: [...allModes],
    wait: { replicas: 2, timeoutMs: 1_000 },
  });
  expect(result.writes).toMatchObject({ failed: 0 });
  expect(result.writes.wait?.reached.at(-1)).toBe(result.writes.acknowledged);
  for (const mode of result.modes) {
    expect(mode.refusals, mode.mode).toEqual({});
    expect(mode.fresh, mode.mode).toBeGreaterThan(0);
  }
  expect(cleanUp).toBe("7 keys removed.");
});

test("a stop in the middle ends it within a second, and no key is left", async () => {
  const { result, cleanUp, stoppedMs } = await carryOut(
    place(),
    { seconds: 600, keys: 20, modes: [...allModes] },
    { reported: (_, { stop }) => stop() },
  );
  expect(stoppedMs).toBeLessThan(1_000);
  expect(result.writes.acknowledged).toBeGreaterThan(0);
  expect(cleanUp).toBe("20 keys removed.");
});

test("a server outside the allowed networks is not dialled", async () => {
  const before = await ask(group.primary, [["INFO", "stats"]]);
  const refused = carryOut(place(new Networks([])), { seconds: 1 });
  await expect(refused).rejects.toMatchObject({ code: "no-primary", message: /outside networks.allow/ });
  const connections = (info: unknown) => Number(/total_connections_received:(\d+)/.exec(String(info))?.[1]);
  // Who asks is the one connection more.
  expect(connections(await ask(group.primary, [["INFO", "stats"]]))).toBe(connections(before) + 1);
});

test("a replica that is none is refused by name, with those there are", async () => {
  const [first, second] = group.replicas.map(({ host, port }) => `${host}:${port}`);
  await expect(carryOut(place(), { replica: "10.0.0.9:1" })).rejects.toThrow(
    `10.0.0.9:1 is no replica here. Choose one of ${first}, ${second}, or none for the first.`,
  );
});

test("keys that may not be removed are told of, with their expiry", async () => {
  await allow(RULES.filter((rule) => rule !== "+unlink"));
  const { cleanUp } = await carryOut(place(), { seconds: 1, keys: 2, modes: ["primary"] });
  expect(cleanUp).toContain(
    "0 keys removed; what else there is of tidemark:lab:test:… expires by itself within 121 seconds.",
  );
  expect(await ask(group.primary, [["PTTL", "tidemark:lab:test:1"]])).toBeGreaterThan(100_000);
  await ask(group.primary, [["UNLINK", "tidemark:lab:test:0", "tidemark:lab:test:1"]]);
});

afterEach(async () => expect(JSON.stringify(await keysLeft())).not.toContain(":test:"));
