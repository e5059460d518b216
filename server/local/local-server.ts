import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, portIsFree } from "./free-port";
import { awaitReady } from "./ready";
import { configPathIn, configText, type ServerSettings, type ServerTls } from "./server-config";
import { ServerProcess } from "./server-process";
import { noteProcess } from "./strays";

export interface StartOptions {
  /** The server program. */
  readonly binary: string;
  /** A folder of its own; made where it is missing. */
  readonly dir: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly host?: string;
  readonly settings: ServerSettings;
  readonly tls?: ServerTls;
  /** What stands after the config file on its command line: `--sentinel`. */
  readonly args?: readonly string[];
}

/** A real server on this machine, child of this process. */
export interface LocalServer {
  readonly host: string;
  readonly port: number;
  /** Of the present process; changes with `restart`. */
  readonly pid: number;
  readonly dir: string;
  readonly configPath: string;
  readonly state: "running" | "paused" | "exited";
  /** Settles when the present process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** SIGSTOP: connections stay open, nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<void>;
  /** Ends the present process if it still runs, and starts one on the same port and config file; resolves when it answers. */
  restart(): Promise<void>;
  /** SIGTERM, then SIGKILL; resolves once it is gone. */
  stop(): Promise<void>;
  /** The last lines of what the server wrote. */
  logTail(lines?: number): string;
}

const READY_MS = 20_000;
const PORT_TRIES = 20;
const TAKEN = /Address already in use/;

/**
 * Starts a server and resolves when it answers PING.
 * @throws Error with the end of its log when it dies or does not answer within 20 s, or when a port that was asked for is taken.
 */
export async function startServer(options: StartOptions): Promise<LocalServer> {
  const { binary, dir, host = "127.0.0.1", settings, tls = null, args = [] } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const configPath = configPathIn(dir);
  const logPath = join(dir, "server.log");
  const logTail = (lines = 20): string =>
    readFileSync(logPath, "utf8").trimEnd().split("\n").slice(-lines).join("\n");

  /** Null: the port is taken. */
  const launch = async (port: number): Promise<Launched | null> => {
    writeFileSync(logPath, "");
    const child = new ServerProcess(binary, configPath, logPath, args);
    const pid = child.pid;
    if (pid !== null) {
      await noteProcess(dir, pid);
      const target = { host, port, tls: readTls(tls) };
      const ready = await awaitReady(target, () => child.state === "exited", READY_MS);
      if (ready && child.state !== "exited") return { child, pid };
    }
    await child.kill();
    if (TAKEN.test(logTail())) return null;
    throw new Error(`${binary} did not start on ${host} port ${port}:\n${logTail()}`);
  };

  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = options.port ?? (await freePort(host));
    if (options.port !== undefined && !(await portIsFree(host, port))) break;
    writeFileSync(configPath, configText({ dir, host, port, tls, settings }), { mode: 0o600 });
    const launched = await launch(port);
    if (launched !== null) return handle(launched, { host, port, dir, configPath, logTail }, launch);
  }
  const which =
    options.port === undefined ? `every port tried on ${host}` : `port ${options.port} on ${host}`;
  throw new Error(`${which} is taken by another program`);
}

interface Launched {
  readonly child: ServerProcess;
  readonly pid: number;
}

function handle(
  first: Launched,
  fixed: Pick<LocalServer, "host" | "port" | "dir" | "configPath" | "logTail">,
  launch: (port: number) => Promise<Launched | null>,
): LocalServer {
  let current = first;
  return {
    ...fixed,
    get pid() {
      return current.pid;
    },
    get state() {
      return current.child.state;
    },
    get exited() {
      return current.child.exited;
    },
    pause: () => current.child.pause(),
    resume: () => current.child.resume(),
    kill: () => current.child.kill(),
    stop: () => current.child.stop(),
    async restart() {
      await current.child.stop();
      const next = await launch(fixed.port);
      if (next === null)
        throw new Error(`port ${fixed.port} on ${fixed.host} was taken while the server was down`);
      current = next;
    },
  };
}

const readTls = (tls: ServerTls | null): { ca: string; cert: string; key: string } | null =>
  tls === null
    ? null
    : {
        ca: readFileSync(tls.ca, "utf8"),
        cert: readFileSync(tls.cert, "utf8"),
        key: readFileSync(tls.key, "utf8"),
      };
