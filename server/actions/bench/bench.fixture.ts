import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Backup, Group, Plan, PlanRequest, Run } from "@/lib/contract";
import { createBackupBook } from "@/server/backup/book";
import { createBackupFolder } from "@/server/backup/targets/folder";
import type { BackupTarget } from "@/server/backup/targets/target";
import type { FleetOptions, GroupConfig } from "@/server/poller/config";
import type { Actions, Fleet, Store } from "@/server/ports";
import { createStore } from "@/server/store";
import type { LeaseTimes } from "@/server/store/leases";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { waitFor } from "@/server/testing/wait-for";
import { createActions } from "../actions";

/** Fleet, store and actions over servers that run already. */
export interface Bench {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly actions: Actions;
  readonly backups: BackupTarget;
  readonly dataDir: string;
  /** Every log line so far. */
  readonly lines: readonly string[];
  /** Every state of every run and backup that listeners heard of. */
  readonly heard: { readonly runs: readonly Run[]; readonly backups: readonly Backup[] };
  plan(request: PlanRequest): Promise<Plan>;
  /** Starts a plan, confirmed as it asks. */
  start(plan: Plan, key?: string | null): Promise<Run>;
  ended(run: Run): Promise<Run>;
  /** Plan, start, and wait for the end. */
  run(request: PlanRequest): Promise<{ plan: Plan; run: Run }>;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  /** How many members, all well, to wait for; default: one for each server. Null: it does not wait. */
  readonly count?: number | null;
  readonly config?: Partial<GroupConfig>;
  readonly heartbeat?: FleetOptions["heartbeat"];
  readonly failoverTimeoutSeconds?: number;
  readonly planLifeSeconds?: number;
  /** Default: a new one, removed at the end. */
  readonly dataDir?: string;
  readonly lease?: LeaseTimes;
  /** Default: below the data dir. */
  readonly backups?: BackupTarget;
}

const clock = (): number => performance.timeOrigin + performance.now();

export async function openBench(options: BenchOptions): Promise<Bench> {
  const {
    servers,
    config = {},
    heartbeat = null,
    failoverTimeoutSeconds = 3,
    planLifeSeconds = 60,
  } = options;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "tidemark-bench-"));
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const opened = await createStore(dataDir, {
    tiers: [{ stepMs: 1000, keepMs: 3_600_000 }],
    pollIntervalMs: 200,
    ...(options.lease !== undefined && { lease: options.lease }),
  });
  const policy = { maxAgeMs: 86_400_000, drillMaxAgeMs: 86_400_000, drillsScheduled: false };
  const book = createBackupBook({
    store: opened,
    policy: () => policy,
    historyKeepMs: 86_400_000 * 30,
    log,
    now: clock,
  });
  const store: Store = { ...opened, backups: book.backups };
  const fleet = await testFleet([groupConfig(servers.map(seedOf), config)], {
    poll: { intervalMs: 200, timeoutMs: 800, discover: true },
    heartbeat,
    backups: book.standing,
  });
  const settings = { failoverTimeoutSeconds, planLifeSeconds };
  const gate = { enabled: true, reason: null };
  const folder = options.backups ?? createBackupFolder(dataDir);
  const actions = createActions({
    fleet,
    store,
    gate,
    backups: folder,
    settings,
    clock,
    log,
  });
  const runs: Run[] = [];
  const backups: Backup[] = [];
  actions.listen({ run: (run) => runs.push(run), backup: (backup) => backups.push(backup) });

  const bench: Bench = {
    fleet,
    store,
    actions,
    backups: folder,
    dataDir,
    lines,
    heard: { runs, backups },
    plan: (request) => actions.plan("orders", request),
    start: (plan, key = null) => {
      const text = plan.confirm?.type ?? null;
      const confirm = { accepted: true as const, ...(text === null ? {} : { text }) };
      return actions.start({ plan: plan.id, ...(plan.confirm === null ? {} : { confirm }) }, "ana", key);
    },
    ended: ({ id }) =>
      waitFor(
        `run ${id} has ended`,
        async () => {
          const run = await store.runs.get(id);
          return run?.endedAt == null ? null : run;
        },
        60_000,
      ),
    async run(request) {
      const plan = await bench.plan(request);
      return { plan, run: await bench.ended(await bench.start(plan)) };
    },
    async close() {
      await actions.close();
      await fleet.close();
      book.close();
      await store.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  if (options.count !== null) await settled(fleet, options.count ?? servers.length);
  const sentinels = config.sentinels?.length ?? 0;
  if (options.count !== null && sentinels > 0)
    await untilGroup(fleet, "orders", "its Sentinels agree", ({ sentinel, primary }) => {
      return sentinel?.up === sentinels && sentinel.primary === primary && sentinel.ckquorum?.ok === true;
    });
  return bench;
}

/** Resolves when all servers are members, every replica's link is up, and its upstream lists it as online. */
export async function settled(fleet: Fleet, count: number): Promise<Group> {
  await fleet.refresh("orders");
  return untilGroup(fleet, "orders", `${count} instances are well`, (group) => {
    const well = group.instances.filter((one) => one.role === "primary" || one.link?.state === "up");
    const lines = [...fleet.members("orders").values()].flatMap((member) =>
      member.reading?.state === "reached" ? member.reading.view.listed : [],
    );
    const replicas = group.instances.filter((one) => one.role === "replica");
    const online = lines.filter((line) => line.state === "online");
    return group.instances.length === count && well.length === count && online.length >= replicas.length;
  });
}

/** The primaries among `servers`, by the fleet's newest word. */
export const rolesIn = (group: Group): Record<string, string | null> =>
  Object.fromEntries(group.instances.map((one) => [one.id, one.upstream ?? one.role]));

export { idAt };
