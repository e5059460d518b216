import { expect, test } from "vitest";
import type { Instance } from "@/lib/contract";
import { MIB, settingsOf } from "./sync.fixture";
import { syncFromGroup } from "./sync-from-group";

const base: Instance = {
  id: "10.0.0.1:6379",
  group: "shop",
  name: "eu-1",
  reachable: true,
  unreachableReason: null,
  problem: null,
  sampledAt: null,
  product: "redis",
  version: "7.0.15",
  runId: null,
  role: "primary",
  detached: false,
  upstream: null,
  replicas: [],
  link: null,
  replid: null,
  previousReplid: null,
  previousReplidUntil: null,
  offset: null,
  writeBytesPerSecond: 123_456.7,
  lagBytes: null,
  lagSeconds: null,
  lagSecondsError: null,
  heartbeat: null,
  backlog: { active: true, sizeBytes: 10 * MIB, firstOffset: 1, historyBytes: 5 },
  resync: null,
  readOnly: null,
  priority: null,
  announced: null,
  cluster: null,
  persistence: null,
  memory: { usedBytes: 70 * MIB, maxBytes: null, dataBytes: 60 * MIB },
  opsPerSecond: null,
  connectedClients: null,
  keys: null,
};
const shop = (primary: Partial<Instance>) => ({
  name: "shop",
  primary: base.id,
  instances: [
    { ...base, id: "10.0.0.2:6379", role: "replica" as const, memory: null },
    { ...base, ...primary },
  ],
});

test("the primary's figures become the settings, and the rest stays as it is", () => {
  expect(syncFromGroup(shop({}))).toEqual({
    settings: settingsOf({ dataBytes: [60 * MIB], writeBytesPerSecond: 123_457, backlogBytes: 10 * MIB }),
    notes: [],
  });
});

test("what is not known keeps its default and is said", () => {
  const { settings, notes } = syncFromGroup(shop({ memory: null, writeBytesPerSecond: null, backlog: null }));
  expect(settings).toEqual(settingsOf());
  expect(notes).toEqual([
    "The size of the data set of eu-1 is not known, so the default stands.",
    "The write rate of eu-1 is not known, so the default stands.",
    "The size of the backlog of eu-1 is not known, so the default stands.",
  ]);
});

test("what cannot be measured is brought to the nearest that can, and said", () => {
  const { settings, notes } = syncFromGroup(
    shop({ memory: { usedBytes: 0, maxBytes: null, dataBytes: 8_192 * MIB }, writeBytesPerSecond: 0 }),
  );
  expect(settings).toMatchObject({ dataBytes: [4_096 * MIB], writeBytesPerSecond: 0 });
  expect(notes.map((note) => note.replaceAll("\u00a0", " "))).toEqual([
    "The size of the data set of eu-1 is 8.00 GiB; 4.00 GiB is the nearest that can be measured.",
  ]);
});

test("a group without a single primary has no figures to take", () => {
  const { settings, notes } = syncFromGroup({ ...shop({}), primary: null });
  expect(settings).toEqual(settingsOf());
  expect(notes).toEqual(["shop has no single primary now, so these are the defaults."]);
});
