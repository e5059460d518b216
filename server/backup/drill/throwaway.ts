import { spawn } from "node:child_process";
import type { Owner } from "./folders";

/** How a server ended. */
export interface Gone {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote. */
  readonly log: string;
}

const LOG_BYTES = 16 * 1024;

/** A server on a file of a drill: child of this process, unprivileged, with nothing of its environment. */
export class Throwaway {
  /** Null while it runs. */
  gone: Gone | null = null;
  readonly ended: Promise<void>;
  readonly pid: number | null;
  #log = "";
  readonly #kill: () => void;

  /**
   * @param words the program and its arguments; no shell reads them.
   * @param as whom it runs as; null: as Tidemark, until it gives the rights up itself.
   */
  constructor(words: readonly string[], dir: string, as: Owner | null) {
    const [program = "", ...args] = words;
    const child = spawn(program, args, {
      cwd: dir,
      env: Object.create(null),
      stdio: ["ignore", "pipe", "pipe"],
      ...as,
    });
    this.pid = child.pid ?? null;
    this.#kill = () => void child.kill("SIGKILL");
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("latin1").on("data", (text: string) => {
        this.#log = (this.#log + text).slice(-LOG_BYTES);
      });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null, more = ""): void => {
        this.gone ??= { code, signal, log: this.#log + more };
        resolve();
      };
      child.once("error", (error) => end(null, null, error.message));
      child.once("close", (code, signal) => end(code, signal));
    });
  }

  /** Resolves once it is gone. */
  async kill(): Promise<void> {
    if (this.gone === null) this.#kill();
    await this.ended;
  }
}
