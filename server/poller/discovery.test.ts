import { afterEach, expect, test } from "vitest";
import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { Address, ReplicationView } from "@/lib/info/view";
import { usualNetworks } from "@/server/redis/networks";
import { primaryInfo } from "@/server/testing/hostile";
import { monotonicClock } from "./config";
import { Discovery } from "./discovery";
import type { GroupAccess } from "./group-access";
import { InstancePoller } from "./instance-poller";
import { Inventory } from "./inventory";

const nobody = { username: null, password: null };
const opened: InstancePoller[] = [];
afterEach(() => {
  for (const poller of opened.splice(0)) poller.close();
});

const endpoint = (host: string) => ({ endpoint: { host, port: 6379 }, networks: usualNetworks, tls: null });

/** A primary that lists these replicas. */
function naming(replicas: readonly Address[]): ReplicationView {
  const fields = parseInfo(primaryInfo());
  const view = fields.ok ? readReplication(fields.value) : fields;
  if (!view.ok) throw new Error("the sample cannot be read");
  const line = { state: "online", lastAckSeconds: 0, channel: null, ackOffset: view.value.offset };
  return { ...view.value, listed: replicas.map((address) => ({ ...line, address })) };
}

/** Whom a discovery dials, by id; every one of them leads to a socket that is not there. */
async function dialled(
  namer: string,
  replicas: readonly Address[],
  { addresses = {}, limit = 1_000 }: { addresses?: Record<string, string>; limit?: number } = {},
): Promise<string[]> {
  const access: GroupAccess = {
    seeds: [],
    poller: nobody,
    operator: nobody,
    networks: usualNetworks,
    backup: nobody,
    tls: null,
    sentinels: [],
    sentinelLogin: null,
    addresses: new Map(Object.entries(addresses)),
  };
  const inventory = new Inventory(access);
  const open = (id: string): InstancePoller => {
    const target = { endpoint: { path: "/nonexistent/socket" }, networks: usualNetworks, tls: null };
    const poller = new InstancePoller({
      id,
      target,
      poller: nobody,
      operator: nobody,
      backup: nobody,
      timeoutMs: 500,
      clock: monotonicClock,
    });
    opened.push(poller);
    return poller;
  };
  const admit = (poller: InstancePoller): void => inventory.add(poller);
  let overflows = 0;
  const full = (): void => {
    overflows += 1;
  };
  const discovery = new Discovery(access, inventory, { open, admit, full }, limit);
  discovery.follow(endpoint(namer), naming(replicas));
  discovery.follow(endpoint(namer), naming(replicas));
  await discovery.settled();
  expect(overflows).toBe(replicas.length > limit ? 1 : 0);
  return inventory.all().map(({ id }) => id);
}

const many = (count: number): Address[] =>
  Array.from({ length: count }, (_, i) => ({ host: "10.0.0.1", port: 7_000 + i }));

test("each address that is named is dialled once, at its translation where there is one", async () => {
  const named = [...many(2), ...many(1)];
  const addresses = { "10.0.0.1:7001": "192.0.2.1:17001" };
  expect(await dialled("10.0.0.9", named, { addresses })).toEqual(["10.0.0.1:7000", "192.0.2.1:17001"]);
});

test("one that names more than the limit is followed up to it and no further", async () => {
  expect(await dialled("10.0.0.9", many(200), { limit: 60 })).toHaveLength(60);
});

test("a loopback address named from another machine means that machine, and is not dialled here", async () => {
  const loopback = [
    { host: "127.0.0.1", port: 1 },
    { host: "localhost", port: 2 },
    { host: "::1", port: 3 },
  ];
  expect(await dialled("10.0.0.9", loopback)).toEqual([]);
  expect(await dialled("127.0.0.1", loopback)).toHaveLength(3);
  expect(await dialled("10.0.0.9", loopback, { addresses: { "127.0.0.1:1": "10.0.0.9:1" } })).toEqual([
    "10.0.0.9:1",
  ]);
});

test("what is no plain host is not dialled", async () => {
  const odd = ["-oProxyCommand=x", "a b", "no one", "x\r\ny", ""].map((host) => ({ host, port: 6379 }));
  expect(await dialled("10.0.0.9", [...odd, { host: "h", port: 70_000 }])).toEqual([]);
});
