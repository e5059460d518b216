import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Orders } from "./client";
import type { Flavour } from "./flavour";
import { type Entry, keyOf, Told } from "./history";
import { loginOf } from "./login";

const root = join(import.meta.dirname, "../../..");

export interface ClientOptions {
  /** As the routers are to dial them. */
  readonly members: readonly { readonly host: string; readonly port: number }[];
  readonly flavours: readonly Flavour[];
  /** At most as many as there are logins. */
  readonly processes: number;
  readonly pollMs: number;
  readonly deadlineMs: number;
  /** Whether some of the writes wait for a replica (WAIT); default true. */
  readonly waits?: boolean;
  readonly add: (entry: Entry) => void;
}

/** Processes that use routers, each with a connection of its own to every member for each of its routers. */
export class Clients {
  /** Lists that were written to, the newest last. */
  readonly keys: string[] = [];

  private constructor(
    private readonly children: readonly ChildProcess[],
    private readonly flavours: readonly Flavour[],
  ) {}

  /** Resolves when every router is ready. @throws Error with what it said when one ends before */
  static async start(options: ClientOptions): Promise<Clients> {
    const children = Array.from({ length: options.processes }, (_, n) => startOne(n, options));
    const clients = new Clients(
      children.map(({ child }) => child),
      options.flavours,
    );
    try {
      await Promise.all(children.map(({ ready }) => ready));
    } catch (error) {
      clients.kill();
      throw error;
    }
    return clients;
  }

  /** From now on they write to and read from new lists. */
  turnTo(epoch: string): void {
    this.keys.push(...this.flavours.map(({ name }) => keyOf(name, epoch)));
    for (const { stdin } of this.children) stdin?.write(`key ${epoch}\n`);
  }

  /** Resolves when everything that was on its way has ended, and was told. */
  async stop(): Promise<void> {
    const ends = this.children.map((child) => (child.exitCode === null ? once(child, "exit") : null));
    for (const { stdin } of this.children) stdin?.write("stop\n");
    await Promise.all(ends);
  }

  /** SIGSTOP, for one of the processes. @returns SIGCONT */
  pause(n: number): () => void {
    this.children[n]?.kill("SIGSTOP");
    return () => void this.children[n]?.kill("SIGCONT");
  }

  kill(): void {
    for (const child of this.children) child.kill("SIGKILL");
  }
}

function startOne(
  n: number,
  { members, flavours, pollMs, deadlineMs, waits = true, add }: ClientOptions,
): { readonly child: ChildProcess; readonly ready: Promise<void> } {
  // Each begins with another member: whoever believes the first that claims something shall not agree with its peers.
  const seeds = [...members.slice(n), ...members.slice(0, n)].map(({ host, port }) => ({ host, port }));
  const names = flavours.map(({ name }) => name);
  const orders: Orders = { client: n, flavours: names, seeds, pollMs, deadlineMs, waits, login: loginOf(n) };
  // Not by tsx' own command, which would stand between us and the process.
  const argv = ["--import", "tsx", join(import.meta.dirname, "client.ts"), JSON.stringify(orders)];
  const child = spawn(join(root, "node_modules/.bin/node"), argv, {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line === "ready") resolve();
      else add(Told.parse(JSON.parse(line)));
    });
    child.once("exit", (code) =>
      reject(new Error(`client ${n} ended with code ${code} before it was ready`)),
    );
  });
  ready.catch(() => {});
  return { child, ready };
}
