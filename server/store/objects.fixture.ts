import { blankBackup } from "@/lib/backup/blank";
import {
  type Backup,
  type EventDraft,
  type Experiment,
  LabSettings,
  type Plan,
  type Run,
} from "@/lib/contract";

/** 2027-01-15T08:00:00Z, a whole hour. */
export const t0 = 1_800_000_000_000;
export const iso = (ms: number): string => new Date(ms).toISOString();

export const planAt = (id: string, group = "orders"): Plan => ({
  id,
  request: { action: "detach", instance: "h:1" },
  action: "detach",
  group,
  instance: "h:1",
  upstream: null,
  method: null,
  revision: 1,
  readings: [],
  createdAt: iso(t0),
  expiresAt: iso(t0 + 120_000),
  title: "Detach h:1",
  checks: [],
  steps: [],
  effects: [],
  dataLoss: { verdict: "none", bytes: null, seconds: null, text: "" },
  writePauseSeconds: null,
  before: [],
  after: [],
  confirm: null,
});

export const runAt = (id: string, more: Partial<Run> = {}): Run => ({
  id,
  plan: `plan-of-${id}`,
  action: "detach",
  group: "orders",
  instance: "h:1",
  title: "Detach h:1",
  actor: "local",
  state: "running",
  startedAt: iso(t0),
  endedAt: null,
  steps: [],
  writePausedSeconds: null,
  counted: null,
  cancellable: true,
  summary: null,
  advice: null,
  backup: null,
  loss: null,
  ...more,
});

export const backupAt = (id: string, more: Partial<Backup> = {}): Backup => ({
  ...blankBackup,
  id,
  group: "orders",
  instance: "h:1",
  run: null,
  method: "bgsave",
  state: "running",
  startedAt: iso(t0),
  checks: [],
  ...more,
});

export const eventAt = (ms: number, more: Partial<EventDraft> = {}): EventDraft => ({
  at: iso(ms),
  type: "link-down",
  group: "orders",
  instance: "h:1",
  severity: "critical",
  title: "Link down",
  detail: "",
  run: null,
  ...more,
});

/** One that has ended, in a group. */
export const experimentAt = (id: string, more: Partial<Experiment> = {}): Experiment => ({
  id,
  where: { place: "group", group: "orders" },
  settings: LabSettings.parse({ kind: "consistency" }),
  note: "",
  actor: "local",
  state: "done",
  startedAt: iso(t0),
  endedAt: iso(t0 + 20_000),
  progress: null,
  environment: null,
  result: null,
  links: [],
  error: null,
  cleanUp: null,
  ...more,
});
