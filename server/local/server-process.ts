import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { childEnvironment } from "./child-environment";

const STOP_MS = 4_000;

/**
 * One run of a server program on a config file: from its spawn to its exit.
 * It gets a process group of its own, so that a terminal's Ctrl-C reaches the parent alone, which then stops it in order;
 * it writes to a file, not a pipe, so that it does not depend on its parent for writing.
 */
export class ServerProcess {
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private paused = false;
  private over = false;

  constructor(binary: string, configPath: string, logPath: string, args: readonly string[] = []) {
    const log = openSync(logPath, "a", 0o600);
    this.child = spawn(binary, [configPath, ...args], {
      cwd: dirname(configPath),
      env: childEnvironment(),
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.over = true;
        resolve();
      };
      this.child.once("error", end);
      this.child.once("exit", end);
    });
  }

  /** Null: the program could not be started. */
  get pid(): number | null {
    return this.child.pid ?? null;
  }

  get state(): "running" | "paused" | "exited" {
    if (this.over) return "exited";
    return this.paused ? "paused" : "running";
  }

  pause(): void {
    this.paused = this.child.kill("SIGSTOP");
  }

  resume(): void {
    if (this.child.kill("SIGCONT")) this.paused = false;
  }

  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<void> {
    this.child.kill("SIGKILL");
    return this.exited;
  }

  /** SIGTERM, and SIGKILL to what has not ended 4 s later; resolves once it is gone. */
  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    this.resume();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    await this.exited;
    clearTimeout(timer);
  }
}
