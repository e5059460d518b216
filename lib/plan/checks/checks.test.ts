import { describe, expect, test } from "vitest";
import type { MissingRight } from "@/lib/acl";
import type { Group, GroupSentinel, Plan, PlanRequest } from "@/lib/contract";
import { unconnected } from "@/lib/sentinel/sentinels.fixture";
import { aClient } from "../clients.fixture";
import type { PlanContext } from "../context";
import { contextOf, type Given } from "../group.fixture";
import { having, healthy } from "../healthy.fixture";
import { makePlan } from "../make";
import { restoreRequest, restoring } from "../restore.fixture";
import { checkRows } from "./index";

const everywhere = (given: Partial<Given>): Given[] => healthy.map((one) => ({ ...one, ...given }));
const gone: Given = { name: "us-1", reachable: false };
const extra: Given = { name: "old-1", replid: "d".repeat(40) };

const promote: PlanRequest = { action: "promote", instance: "eu-1:6379" };
const detach: PlanRequest = { action: "detach", instance: "eu-1:6379" };
const attach: PlanRequest = { action: "attach", instance: "old-1:6379", upstream: "us-1:6379" };
const backup: PlanRequest = { action: "backup", instance: "eu-2:6379" };
const relieve = { action: "relieve", instance: "us-1:6379", move: 1 } satisfies PlanRequest;
const flatten: PlanRequest = { action: "flatten", instance: "us-1:6379" };
const rearrange = {
  action: "rearrange",
  instance: "us-1:6379",
  moves: [{ replica: "eu-2:6379", upstream: "eu-1:6379" }],
} satisfies PlanRequest;
const repoint = (instance = "eu-2", upstream = "eu-1"): PlanRequest => ({
  action: "repoint",
  instance: `${instance}:6379`,
  upstream: `${upstream}:6379`,
});

const disconnect = (name = "eu-1"): PlanRequest => ({ action: "disconnect", instance: `${name}:6379` });
/** Clients of that instance as CLIENT LIST has them. */
const connected =
  (name = "eu-1", clients = [aClient()]) =>
  (context: PlanContext): PlanContext => ({ ...context, clients: { instance: `${name}:6379`, clients } });

/** Under three Sentinels that agree on us-1. */
const watched = (given: Partial<GroupSentinel> = {}): Partial<Group> => ({
  mode: "sentinel",
  sentinel: {
    ...unconnected,
    up: 1,
    ckquorum: { ok: true, text: "3 usable Sentinels: enough for a failover." },
    primary: "us-1:6379",
    sentinels: [
      {
        address: "s-1:26379",
        reachable: true,
        problem: null,
        runId: null,
        product: "redis",
        version: "7.0.15",
        primary: "us-1:6379",
        primaryAddress: "us-1:6379",
        elsewhere: false,
        epoch: 0,
        down: "no",
        failingOver: false,
        ckquorum: null,
      },
    ],
    ...given,
  },
});

interface Case {
  readonly request: PlanRequest;
  readonly given: readonly Given[];
  readonly group?: Partial<Group>;
  readonly twist?: (context: PlanContext) => PlanContext;
}

const withRoom =
  (roomBytes: number | null) =>
  (context: PlanContext): PlanContext => ({ ...context, backups: { roomBytes, denied: new Set() } });

/** INFO of eu-2, alone on its host, says so. */
const withMemory =
  (totalBytes: number, ownBytes: number) =>
  (context: PlanContext): PlanContext => ({
    ...context,
    members: new Map(
      [...context.members].map(([id, member]) => {
        const text = `total_system_memory:${totalBytes}\r\nused_memory_rss:${ownBytes}\r\n`;
        const isOurs = id === "eu-2:6379" && member.slow !== null;
        return [id, isOurs ? { ...member, slow: { ...member.slow, text } } : member];
      }),
    ),
  });

/** A restore into old-1, a primary of its own. */
const restoreInto = (
  more: Partial<Given> = {},
  changes: Parameters<typeof restoring>[0] = {},
  ...below: readonly Given[]
): Case => ({
  request: restoreRequest,
  given: having({ ...extra, ...more }, ...below),
  twist: restoring(changes),
});

const lacking = (rule: string, command: string, instance = "eu-1:6379"): MissingRight => ({
  instance,
  sentinel: null,
  as: "operator",
  user: "tm-op",
  rule,
  command,
});
const lacks =
  (...missingRights: readonly MissingRight[]) =>
  (context: PlanContext): PlanContext => ({ ...context, missingRights });

/** For each rule a scene in which it fires, how, and one in which it does not. */
const cases: Record<string, { fires: Case; as: "warn" | "fail"; quiet: Case }> = {
  "target-reachable": {
    fires: { request: detach, given: having({ name: "eu-1", reachable: false }) },
    as: "fail",
    quiet: { request: detach, given: healthy },
  },
  "not-on-a-primary": {
    fires: { request: disconnect("us-1"), given: healthy, twist: connected("us-1") },
    as: "fail",
    quiet: { request: disconnect(), given: healthy, twist: connected() },
  },
  "clients-there": {
    fires: { request: disconnect(), given: healthy, twist: connected("eu-1", []) },
    as: "fail",
    quiet: { request: disconnect(), given: healthy, twist: connected() },
  },
  "target-role": {
    fires: { request: { action: "promote", instance: "us-1:6379" }, given: healthy },
    as: "fail",
    quiet: { request: attach, given: having(extra) },
  },
  "upstream-reachable": {
    fires: { request: repoint(), given: having({ name: "eu-1", reachable: false }) },
    as: "fail",
    quiet: { request: repoint(), given: healthy },
  },
  "no-ring": {
    fires: { request: repoint("eu-1", "ap-1"), given: healthy },
    as: "fail",
    quiet: { request: repoint("eu-1", "eu-2"), given: healthy },
  },
  "new-upstream": {
    fires: { request: repoint("eu-1", "us-1"), given: healthy },
    as: "fail",
    quiet: { request: repoint("ap-1", "us-1"), given: healthy },
  },
  "not-loading": {
    fires: { request: repoint(), given: having({ name: "eu-2", link: "loading" }) },
    as: "fail",
    quiet: { request: repoint(), given: having({ name: "eu-2", link: "down" }) },
  },
  "upstream-ready": {
    fires: { request: repoint(), given: having({ name: "eu-1", link: "down" }) },
    as: "warn",
    quiet: { request: repoint("ap-1", "us-1"), given: healthy },
  },
  "readings-fresh": {
    fires: { request: promote, given: having({ name: "us-1", sampledMsAgo: 5100 }) },
    as: "fail",
    quiet: { request: promote, given: having({ name: "us-1", sampledMsAgo: 4900 }) },
  },
  "link-up": {
    fires: { request: promote, given: having({ name: "eu-1", link: "down" }) },
    as: "fail",
    quiet: { request: promote, given: healthy },
  },
  "same-history": {
    fires: { request: promote, given: having({ name: "eu-1", replid: "c".repeat(40) }) },
    as: "fail",
    quiet: { request: promote, given: healthy },
  },
  "announced-address": {
    fires: { request: promote, given: having({ name: "eu-1", listedState: "wait_bgsave" }) },
    as: "fail",
    quiet: { request: promote, given: healthy },
  },
  "lag-bound": {
    fires: { request: promote, given: having({ name: "eu-1", lagSeconds: 5.1 }) },
    as: "warn",
    quiet: { request: promote, given: having({ name: "eu-1", lagSeconds: 4.9 }) },
  },
  "kept-out": {
    fires: {
      request: { action: "promote", instance: "eu-1:6379", oldPrimary: "out", moveSiblings: false },
      given: healthy,
    },
    as: "fail",
    quiet: { request: { action: "promote", instance: "eu-1:6379", oldPrimary: "out" }, given: healthy },
  },
  priority: {
    fires: { request: promote, given: having({ name: "eu-1", priority: 0 }) },
    as: "warn",
    quiet: { request: promote, given: having({ name: "eu-1", priority: 1 }) },
  },
  "most-advanced": {
    fires: { request: promote, given: having(gone, { name: "eu-2", offset: 1001 }) },
    as: "warn",
    quiet: { request: promote, given: having(gone, { name: "eu-2", offset: 999 }) },
  },
  "primary-silent": {
    fires: { request: promote, given: having(gone) },
    as: "warn",
    quiet: {
      request: promote,
      given: having(gone, { name: "eu-1", link: "down" }, { name: "eu-2", link: "down" }),
    },
  },
  "old-primary-returns": {
    fires: { request: promote, given: having(gone) },
    as: "warn",
    quiet: { request: promote, given: healthy },
  },
  "siblings-left": {
    fires: { request: promote, given: having({ name: "eu-2", link: "loading" }) },
    as: "warn",
    quiet: { request: promote, given: healthy },
  },
  "fence-settings": {
    fires: { request: promote, given: everywhere({ version: "6.0.16", failover: null, config: null }) },
    as: "fail",
    quiet: { request: promote, given: everywhere({ version: "6.0.16", failover: null }) },
  },
  "script-leak": {
    fires: { request: promote, given: everywhere({ version: "6.0.16", failover: null }) },
    as: "warn",
    quiet: { request: promote, given: everywhere({ version: "6.2.16", failover: null }) },
  },
  "sentinel-answers": {
    fires: { request: promote, given: everywhere({ sentinels: 1 }) },
    as: "fail",
    quiet: { request: promote, given: healthy, group: watched() },
  },
  "sentinel-quorum": {
    fires: {
      request: promote,
      given: healthy,
      group: watched({ ckquorum: { ok: false, text: "Too few." } }),
    },
    as: "fail",
    quiet: { request: promote, given: healthy, group: watched() },
  },
  "sentinel-agrees": {
    fires: { request: promote, given: healthy, group: watched({ primary: "eu-2:6379" }) },
    as: "fail",
    quiet: { request: promote, given: healthy, group: watched() },
  },
  "sentinel-replica": {
    fires: { request: { action: "promote", instance: "ap-1:6379" }, given: healthy, group: watched() },
    as: "fail",
    quiet: { request: promote, given: healthy, group: watched() },
  },
  "sentinel-choice": {
    fires: {
      request: promote,
      given: having({ name: "eu-2", priority: 1, reachable: false }),
      group: watched(),
    },
    as: "fail",
    quiet: { request: promote, given: having({ name: "eu-2", reachable: false }), group: watched() },
  },
  "sentinel-pause": {
    fires: {
      request: promote,
      given: healthy,
      group: watched(),
      twist: (context) => ({
        ...context,
        settings: { ...context.settings, failoverTimeoutSeconds: 2 },
      }),
    },
    as: "fail",
    quiet: { request: promote, given: healthy, group: watched() },
  },
  "cluster-upstream": {
    fires: { request: repoint(), given: everywhere({ clustered: true }) },
    as: "fail",
    quiet: { request: repoint(), given: healthy },
  },
  "cluster-empty": {
    fires: {
      request: attach,
      given: having(extra),
      group: { mode: "cluster" },
      twist: (context) => ({
        ...context,
        group: {
          ...context.group,
          instances: context.group.instances.map((one) => ({
            ...one,
            cluster: { nodeId: "f".repeat(40), slots: 1, flags: [] },
          })),
        },
      }),
    },
    as: "fail",
    quiet: { request: attach, given: having(extra) },
  },
  "on-a-replica": {
    fires: { request: { action: "backup", instance: "us-1:6379" }, given: healthy },
    as: "warn",
    quiet: { request: backup, given: healthy },
  },
  "backup-way": {
    fires: { request: { ...backup, method: "wire" }, given: having({ name: "eu-2", link: "down" }) },
    as: "fail",
    quiet: { request: { ...backup, method: "wire" }, given: healthy },
  },
  "backup-room": {
    fires: { request: { ...backup, method: "wire" }, given: healthy, twist: withRoom(999_999) },
    as: "fail",
    quiet: { request: backup, given: healthy, twist: withRoom(1_000_000) },
  },
  "source-disk": {
    fires: { request: backup, given: having({ name: "eu-2", config: { "repl-diskless-sync": "no" } }) },
    as: "warn",
    quiet: { request: backup, given: having({ name: "eu-2", config: { "repl-diskless-sync": "yes" } }) },
  },
  "fork-room": {
    fires: { request: backup, given: healthy, twist: withMemory(199, 100) },
    as: "warn",
    quiet: { request: backup, given: healthy, twist: withMemory(200, 100) },
  },
  "save-idle": {
    fires: { request: backup, given: having({ name: "eu-2", persistence: { saving: true } }) },
    as: "fail",
    quiet: { request: backup, given: having({ name: "eu-1", persistence: { saving: true } }) },
  },
  "source-current": {
    fires: { request: backup, given: having({ name: "eu-2", link: "down" }) },
    as: "warn",
    quiet: { request: backup, given: healthy },
  },
  "last-save": {
    fires: { request: backup, given: having({ name: "eu-2", lastSaveOk: false }) },
    as: "warn",
    quiet: { request: backup, given: healthy },
  },
  "failed-save": {
    fires: { request: backup, given: having({ name: "eu-2", config: null }) },
    as: "warn",
    quiet: { request: backup, given: healthy },
  },
  "something-to-move": {
    fires: { request: { ...relieve, instance: "ap-1:6379" }, given: healthy },
    as: "fail",
    quiet: { request: relieve, given: healthy },
  },
  "movers-ready": {
    fires: { request: rearrange, given: having({ name: "eu-2", link: "loading" }) },
    as: "fail",
    quiet: { request: rearrange, given: having({ name: "eu-2", link: "down" }) },
  },
  "new-upstreams": {
    fires: { request: rearrange, given: having({ name: "eu-1", lagSeconds: 3 }) },
    as: "warn",
    quiet: { request: rearrange, given: having({ name: "eu-2", lagSeconds: 3 }) },
  },
  "left-alone": {
    fires: { request: relieve, given: having({ name: "eu-2", replid: "c".repeat(40) }) },
    as: "warn",
    quiet: { request: relieve, given: healthy },
  },
  "one-copy-at-a-time": {
    fires: {
      request: { ...rearrange, moves: [{ replica: "eu-1:6379", upstream: "eu-2:6379" }] },
      given: having({ name: "eu-1", replid: "c".repeat(40) }),
    },
    as: "fail",
    quiet: { request: rearrange, given: having({ name: "eu-2", replid: "c".repeat(40) }) },
  },
  "replicas-left": {
    fires: { request: rearrange, given: having({ name: "us-1", config: { "min-replicas-to-write": "2" } }) },
    as: "fail",
    quiet: { request: rearrange, given: having({ name: "us-1", config: { "min-replicas-to-write": "1" } }) },
  },
  output: {
    fires: { request: flatten, given: healthy },
    as: "warn",
    quiet: { request: relieve, given: healthy },
  },
  hops: {
    fires: { request: relieve, given: [...healthy.slice(0, 3)] },
    as: "warn",
    quiet: { request: flatten, given: healthy },
  },
  "upstream-address": {
    fires: {
      request: attach,
      given: having(extra),
      twist: (context) => ({
        ...context,
        members: new Map([...context.members].filter(([id]) => id === "old-1:6379")),
        group: {
          ...context.group,
          instances: context.group.instances.map((one) =>
            one.id === "us-1:6379" ? { ...one, id: "unix:/run/redis.sock" } : one,
          ),
        },
      }),
    },
    as: "fail",
    quiet: { request: attach, given: having(extra) },
  },
  "rdb-version": {
    fires: {
      request: repoint(),
      given: having({ name: "eu-1", version: "8.0.2" }, { name: "eu-2", replid: "c".repeat(40) }),
    },
    as: "fail",
    quiet: {
      request: repoint(),
      given: having({ name: "eu-2", version: "8.0.2", replid: "c".repeat(40) }),
    },
  },
  resync: {
    fires: { request: repoint(), given: having({ name: "eu-2", replid: "c".repeat(40) }) },
    as: "warn",
    quiet: { request: repoint(), given: healthy },
  },
  "replication-login": {
    fires: { request: repoint(), given: having({ name: "eu-2", config: null }) },
    as: "warn",
    quiet: { request: repoint(), given: healthy },
  },
  "config-file": {
    fires: { request: repoint(), given: having({ name: "eu-2", configFile: null }) },
    as: "warn",
    quiet: { request: repoint(), given: having({ name: "eu-1", configFile: null }) },
  },
  "goes-with-it": {
    fires: { request: detach, given: healthy },
    as: "warn",
    quiet: { request: { action: "detach", instance: "eu-2:6379" }, given: healthy },
  },
  "no-run": {
    fires: { request: backup, given: healthy, group: { run: "run-7" } },
    as: "fail",
    quiet: { request: backup, given: healthy },
  },
  "cluster-mode": {
    fires: { request: detach, given: everywhere({ clustered: true }) },
    as: "fail",
    quiet: { request: detach, given: healthy },
  },
  sentinel: {
    fires: { request: detach, given: having({ name: "eu-2", sentinels: 1 }) },
    as: "fail",
    quiet: { request: detach, given: having({ name: "eu-2", sentinels: null }) },
  },
  "failover-idle": {
    fires: { request: detach, given: having({ name: "us-1", failover: "waiting-for-sync" }) },
    as: "fail",
    quiet: { request: detach, given: healthy },
  },
  "one-primary": {
    fires: { request: promote, given: having(extra) },
    as: "fail",
    quiet: { request: promote, given: having({ ...extra, reachable: false }) },
  },
  "restore-verified": {
    fires: restoreInto({}, { backup: { state: "damaged" } }),
    as: "fail",
    quiet: restoreInto(),
  },
  "restore-target": { fires: restoreInto({ follows: "us-1" }), as: "fail", quiet: restoreInto() },
  "restore-empty": {
    fires: restoreInto({}, { info: "db3:keys=1,expires=0,avg_ttl=0\r\n" }),
    as: "fail",
    quiet: restoreInto(),
  },
  "restore-cluster": { fires: restoreInto({ clustered: true }), as: "fail", quiet: restoreInto() },
  "restore-format": {
    fires: restoreInto({ version: "6.0.16" }),
    as: "fail",
    quiet: restoreInto({ version: "8.0.6" }),
  },
  "restore-databases": {
    fires: restoreInto({}, { facts: { databases: 3 } }),
    as: "fail",
    quiet: restoreInto({}, { facts: { databases: 4 } }),
  },
  "restore-memory": {
    fires: restoreInto({}, { maxBytes: 1_500_000 }),
    as: "fail",
    quiet: restoreInto({}, { maxBytes: 9_000_000 }),
  },
  "restore-value": {
    fires: restoreInto({}, { facts: { bulkBytes: 999_999 } }),
    as: "warn",
    quiet: restoreInto({}, { facts: { bulkBytes: 1_000_000 } }),
  },
  "restore-rights": {
    fires: restoreInto({}, { facts: { denied: [lacking("+restore", "RESTORE", "old-1:6379")] } }),
    as: "fail",
    quiet: restoreInto(),
  },
  rights: {
    fires: { request: detach, given: healthy, twist: lacks(lacking("+replicaof", "REPLICAOF")) },
    as: "fail",
    quiet: { request: detach, given: healthy, twist: lacks() },
  },
  "restore-replicas": {
    fires: restoreInto({}, {}, { name: "old-2", follows: "old-1", link: "down" }),
    as: "warn",
    quiet: restoreInto({}, {}, { name: "old-2", follows: "old-1" }),
  },
  "restore-writers": {
    fires: restoreInto(),
    as: "warn",
    // It warns of every restore.
    quiet: { request: promote, given: healthy },
  },
  "restore-point": {
    fires: restoreInto(),
    as: "warn",
    // It warns of every restore.
    quiet: { request: promote, given: healthy },
  },
};

function planOf({ request, given, group, twist }: Case): Plan {
  const context = contextOf(given, group);
  const wanted =
    twist !== undefined && request.action === "attach" && group === undefined
      ? { ...request, upstream: "unix:/run/redis.sock" }
      : request;
  const made = makePlan(wanted, twist?.(context) ?? context);
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

const statusIn = (one: Case, code: string) =>
  planOf(one).checks.find((check) => check.code === code)?.status ?? "silent";

test("the table of checks", () => {
  const table = checkRows.map(({ code, actions, rule }) => `${code} [${actions.join(" ")}] ${rule}`);
  expect(table.join("\n")).toMatchSnapshot();
});

test("each rule has one code", () => {
  expect(new Set(checkRows.map(({ code }) => code)).size).toBe(checkRows.length);
});

describe.each(checkRows.map(({ code }) => code))("the rule %s", (code) => {
  test("fires where it should", () => {
    const one = cases[code];
    expect(one).toBeDefined();
    if (one !== undefined) expect(statusIn(one.fires, code)).toBe(one.as);
  });

  test("is quiet where it should be", () => {
    const one = cases[code];
    if (one !== undefined) expect(["pass", "silent"]).toContain(statusIn(one.quiet, code));
  });
});

const restoreVerdicts: readonly [
  string,
  string,
  "pass" | "warn" | "fail",
  Parameters<typeof restoring>[0],
][] = [
  ["restore-empty", "fails where there are functions alone", "fail", { info: "number_of_libraries:1\r\n" }],
  ["restore-empty", "fails where nobody can say", "fail", { text: "" }],
  ["restore-format", "warns where the backup does not say", "warn", { backup: { rdbVersion: null } }],
  ["restore-memory", "warns where it may be too little", "warn", { maxBytes: 2_500_000 }],
  [
    "restore-memory",
    "warns where keys would be dropped",
    "warn",
    { maxBytes: 9_000_000, policy: "allkeys-lru" },
  ],
  ["restore-databases", "warns where nobody can say", "warn", { facts: { databases: null } }],
  [
    "restore-point",
    "warns where the source has moved on to another history",
    "warn",
    { facts: { sinceBytes: null } },
  ],
  ["restore-verified", "fails for one that lies where it was saved", "fail", { backup: { state: "saved" } }],
];

/** Further ways in which a rule judges. */
test.each<[string, string, "pass" | "warn" | "fail" | "silent", Case]>([
  [
    "sentinel",
    "warns where nobody could be asked",
    "warn",
    { request: detach, given: everywhere({ sentinels: null }) },
  ],
  [
    "sentinel",
    "warns where Sentinels are known, but none is connected",
    "warn",
    { request: detach, given: healthy, group: { sentinel: unconnected } },
  ],
  [
    "sentinel",
    "says nothing of a backup",
    "silent",
    { request: backup, given: everywhere({ sentinels: 1 }) },
  ],
  [
    "primary-silent",
    "fails where the primary answers without letting us in",
    "fail",
    { request: promote, given: having({ ...gone, unreachableReason: "auth" }) },
  ],
  [
    "primary-silent",
    "fails where the primary answers what cannot be read",
    "fail",
    { request: promote, given: having({ ...gone, unreachableReason: null }) },
  ],
  [
    "same-history",
    "only warns when the primary is gone",
    "warn",
    { request: promote, given: having(gone, { name: "eu-1", replid: "c".repeat(40) }) },
  ],
  [
    "lag-bound",
    "warns where the lag is not known",
    "warn",
    {
      request: promote,
      given: having({ name: "us-1", offset: 9_000_000 }, { name: "eu-1", lagSeconds: null }),
    },
  ],
  [
    "announced-address",
    "warns before a target from deeper in a chain is listed by the primary",
    "warn",
    { request: { action: "promote", instance: "ap-1:6379" }, given: healthy },
  ],
  [
    "announced-address",
    "fails where two replicas are listed by one address",
    "fail",
    {
      request: promote,
      given: having(
        { name: "eu-1", announces: { host: "10.0.0.9", port: 6379 } },
        { name: "eu-2", announces: { host: "10.0.0.9", port: 6379 } },
      ),
      twist: (context) => ({ ...context, resolve: () => "eu-1:6379" }),
    },
  ],
  [
    "rdb-version",
    "only warns where the link continues from the backlog",
    "warn",
    { request: repoint(), given: having({ name: "eu-1", version: "8.0.2" }) },
  ],
  [
    "rdb-version",
    "warns where a version is not known",
    "warn",
    { request: repoint(), given: having({ name: "eu-1", version: null }) },
  ],
  [
    "fence-settings",
    "fails where the fence would hold nothing back",
    "fail",
    {
      request: promote,
      given: everywhere({ version: "6.0.16", failover: null, config: { "min-replicas-max-lag": "0" } }),
    },
  ],
  [
    "save-idle",
    "fails during an AOF rewrite",
    "fail",
    { request: backup, given: having({ name: "eu-2", persistence: { aofRewriting: true } }) },
  ],
  [
    "save-idle",
    "warns where nobody can say",
    "warn",
    { request: backup, given: having({ name: "eu-2", persistence: null }) },
  ],
  [
    "source-current",
    "fails where the source refuses to save without its link",
    "fail",
    {
      request: backup,
      given: having({ name: "eu-2", link: "down", config: { "replica-serve-stale-data": "no" } }),
    },
  ],
  [
    "failed-save",
    "rules it out where nothing is written on the source's disk",
    "pass",
    { request: backup, given: having({ name: "eu-2", config: { "repl-diskless-sync": "yes" } }) },
  ],
  [
    "fork-room",
    "warns beside another fork on the same host",
    "warn",
    {
      request: backup,
      given: having({ name: "eu-2:6380", follows: "us-1", persistence: { aofRewriting: true } }),
    },
  ],
  [
    "backup-room",
    "warns where nobody can say",
    "warn",
    { request: { ...backup, method: "wire" }, given: healthy },
  ],
  [
    "backup-room",
    "asks for no room on a disk that it does not go to",
    "pass",
    {
      request: { ...backup, method: "wire" },
      given: healthy,
      twist: (context) => ({
        ...context,
        backups: { roomBytes: null, beyondDisk: "the bucket backups", denied: new Set() },
      }),
    },
  ],
  [
    "backup-way",
    "warns of a save that nobody reads",
    "warn",
    { request: { ...backup, method: "bgsave" }, given: healthy },
  ],
  ...restoreVerdicts.map(([code, what, status, changes]): [string, string, typeof status, Case] => [
    code,
    what,
    status,
    restoreInto({}, changes),
  ]),
  [
    "rights",
    "only warns of a config file that cannot be written",
    "warn",
    { request: detach, given: healthy, twist: lacks(lacking("+config|rewrite", "CONFIG REWRITE")) },
  ],
  ["one-primary", "only warns before a re-point", "warn", { request: repoint(), given: having(extra) }],
  [
    "no-ring",
    "fails for an instance that would follow itself",
    "fail",
    { request: repoint("eu-1", "eu-1"), given: healthy },
  ],
  [
    "target-role",
    "fails for a replica that is to be attached",
    "fail",
    { request: { action: "attach", instance: "eu-1:6379", upstream: "eu-2:6379" }, given: healthy },
  ],
  [
    "config-file",
    "warns where nobody can say",
    "warn",
    { request: detach, given: having({ name: "eu-1", unseen: true }) },
  ],
])("the rule %s %s", (code, _, status, one) => {
  expect(statusIn(one, code)).toBe(status);
});
