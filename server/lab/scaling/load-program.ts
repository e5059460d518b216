import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { childEnvironment } from "@/server/local/child-environment";
import { packageRoot } from "@/server/package";
import { FromLoad, type ToLoad, type Told } from "./messages";

const BUNDLE = "lab-load.js";
const SOURCE = "server/lab/scaling/load-process.ts";
/** So much of what it wrote on its way out is told. */
const LAST_WORDS = 500;
/** What has not ended then is ended. */
const REST_MS = 500;

/** How it is started: what was bundled beside us, or its source where we run from sources ourselves. */
const argv = (): string[] =>
  import.meta.filename.endsWith(".ts")
    ? ["--import", "tsx", join(packageRoot(), SOURCE)]
    : [join(import.meta.dirname, BUNDLE)];

/**
 * A process that makes load. It has no terminal and none of our secrets but what it is told over its channel, and it ends when we do.
 * One question at a time.
 */
export class LoadProgram {
  readonly #child: ChildProcess;
  /** Resolves with why, once it is gone. */
  readonly gone: Promise<string>;
  #isGone = false;
  #lastWords = "";

  constructor() {
    this.#child = spawn(process.execPath, [...argv()], {
      cwd: packageRoot(),
      env: childEnvironment(),
      // A Ctrl-C in the terminal is for us: we end it in order.
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
    });
    this.gone = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#isGone = true;
        resolve(`The process that makes the load ended (${how}). ${this.#lastWords.trim()}`.trim());
      };
      this.#child.once("error", (error) => end(error.message));
      this.#child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  /** Null: it could not be started. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** @throws Error that says what went wrong there, or that it is gone */
  async ask(question: ToLoad): Promise<void> {
    await this.#exchange(question);
  }

  /** What it has counted. @throws Error as `ask` */
  async tell(): Promise<Told> {
    const answer = await this.#exchange({ do: "tell" });
    if (answer.said !== "told") throw new Error("The process that makes the load told nothing.");
    return answer.told;
  }

  /** Lets what is under way come to its end, for half a second; resolves once the process is gone. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), REST_MS);
    if (!this.#isGone) await this.ask({ do: "rest" }).catch(() => {});
    clearTimeout(timer);
    this.#child.kill("SIGKILL");
    await this.gone;
  }

  async #exchange(question: ToLoad): Promise<FromLoad> {
    if (this.#isGone) throw new Error(await this.gone);
    let hear: (message: unknown) => void = () => {};
    const answer = new Promise<unknown>((resolve) => {
      hear = resolve;
      this.#child.once("message", hear);
    });
    this.#child.send(question, () => {});
    const first = await Promise.race([answer, this.gone]);
    this.#child.off("message", hear);
    if (typeof first === "string") throw new Error(first);
    const parsed = FromLoad.parse(first);
    if (parsed.said === "failed") throw new Error(`The load failed: ${parsed.why}`);
    return parsed;
  }
}
