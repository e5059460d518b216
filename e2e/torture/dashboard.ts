import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Group, Plan, type PlanRequest, Run, RunList } from "@/lib/contract";
import { heapFlags } from "@/server/boot/heap.mjs";
import { asTest } from "@/server/testing/who";
import { tokenVariable } from "../access";
import { residentMiB } from "../bench/process";
import { lineOf } from "../lines";

const root = join(import.meta.dirname, "../..");
const PATIENCE_MS = 5_000;
/** So many characters of its log are shown when it does not start. */
const LOG_END = 2_000;

/** An answer of the API: what was asked for, a refusal, or nothing. */
export type Answer<T> =
  | { readonly state: "ok"; readonly status: number; readonly value: T }
  | { readonly state: "refused"; readonly status: number; readonly code: string; readonly detail: string }
  | { readonly state: "lost"; readonly detail: string };

/** One dashboard process, started from a built command line, and its API. */
export class Dashboard {
  private child: ChildProcess | null = null;
  private url = "";
  state: "running" | "stopped" | "dead" = "dead";

  /** @param place its command line; where its settings and its log lie; whether signals to our group pass it by */
  constructor(
    readonly n: number,
    private readonly place: { readonly cli: string; readonly dir: string; readonly deaf: boolean },
    settings: unknown,
  ) {
    writeFileSync(this.configPath, JSON.stringify(settings));
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  get origin(): string {
    return this.url;
  }

  private get configPath(): string {
    // JSON is YAML.
    return join(this.place.dir, `dashboard-${this.n}.yaml`);
  }

  /** Resolves at its ready line. @throws Error with what it said when it ends before */
  async start(env: Record<string, string> = {}): Promise<void> {
    const argv = [...heapFlags, this.place.cli, "serve", "--config", this.configPath];
    const child = spawn(join(root, "node_modules/.bin/node"), argv, {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", ...tokenVariable, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: this.place.deaf,
    });
    const log = join(this.place.dir, `dashboard-${this.n}.log`);
    child.stderr?.pipe(createWriteStream(log, { flags: "a" }));
    this.child = child;
    const ready = await lineOf(child, /^Tidemark is ready: (\S+)/).catch((error: unknown) => {
      const end = readFileSync(log, "utf8").slice(-LOG_END);
      throw new Error(`dashboard ${this.n}: ${error instanceof Error ? error.message : error}\n${end}`);
    });
    this.url = new URL(ready).origin;
    this.state = "running";
    child.once("exit", () => {
      if (this.child === child) this.state = "dead";
    });
  }

  pause(): void {
    if (this.child?.kill("SIGSTOP")) this.state = "stopped";
  }

  resume(): void {
    if (this.child?.kill("SIGCONT") && this.state === "stopped") this.state = "running";
  }

  /** By SIGKILL; resolves once it is gone. */
  async kill(signal: "SIGKILL" | "SIGINT" = "SIGKILL"): Promise<void> {
    const child = this.child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    child.kill("SIGCONT");
    await gone;
    this.state = "dead";
  }

  /** What its process takes; null where there is none. */
  usage(): { pid: number; residentMiB: number; files: number } | null {
    if (this.pid === null || this.state === "dead") return null;
    try {
      const files = readdirSync(`/proc/${this.pid}/fd`).length;
      return { pid: this.pid, residentMiB: residentMiB(this.pid), files };
    } catch {
      // It went away while it was looked at.
      return null;
    }
  }

  async group(id: string): Promise<Group | null> {
    const answer = await this.ask("GET", `/api/groups/${id}`, (json) => Group.parse(json));
    return answer.state === "ok" ? answer.value : null;
  }

  plan(group: string, request: PlanRequest): Promise<Answer<Plan>> {
    return this.ask("POST", `/api/groups/${group}/plans`, (json) => Plan.parse(json), request);
  }

  run(plan: Plan, key: string): Promise<Answer<Run>> {
    const text = plan.confirm?.type ?? null;
    const confirm = { accepted: true, ...(text === null ? {} : { text }) };
    const body = { plan: plan.id, ...(plan.confirm === null ? {} : { confirm }) };
    return this.ask("POST", "/api/runs", (json) => Run.parse(json), body, { "idempotency-key": key });
  }

  cancel(run: string): Promise<Answer<Run>> {
    return this.ask("POST", `/api/runs/${run}/cancel`, (json) => Run.parse(json), {});
  }

  async deleteBackup(id: string): Promise<Answer<null>> {
    return this.ask("DELETE", `/api/backups/${id}`, () => null);
  }

  runs(group: string, limit: number): Promise<Answer<readonly Run[]>> {
    return this.ask("GET", `/api/runs?group=${group}&limit=${limit}`, (json) => RunList.parse(json).runs);
  }

  async ask<T>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    read: (json: unknown) => T,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...asTest, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const json: unknown = response.status === 204 ? null : await response.json();
      if (response.ok) return { state: "ok", status: response.status, value: read(json) };
      const { code, detail } = problemOf(json);
      return { state: "refused", status: response.status, code, detail };
    } catch (error) {
      return { state: "lost", detail: error instanceof Error ? error.message : String(error) };
    }
  }
}

function problemOf(json: unknown): { code: string; detail: string } {
  const field = (name: string): string => {
    const value = typeof json === "object" && json !== null ? Object.entries(json) : [];
    return String(value.find(([key]) => key === name)?.[1] ?? "");
  };
  return { code: field("code"), detail: field("detail") };
}
