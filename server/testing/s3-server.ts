import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@/server/local/free-port";
import { LOOPBACK } from "./listen";
import { swift } from "./releases";
import { unpackRelease } from "./unpack-release";
import { waitFor } from "./wait-for";

/** Who may ask a store. */
export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A store that runs until it is stopped. */
export interface S3Server {
  readonly host: string;
  readonly port: number;
  readonly endpoint: string;
  readonly owner: S3User;
  /** Another user, who may do nothing to what is the owner's. */
  readonly guest: S3User;
  stop(): Promise<void>;
}

const folder = (): string => process.env.TIDEMARK_SWIFT_DIR ?? join(homedir(), ".cache", "tidemark", "swift");

const python = (): string => join(folder(), "python3");
/** Where Debian puts modules: the unpacked Python looks in its own prefix alone. */
const environment = () => ({
  ...process.env,
  PYTHONPATH: join(folder(), "root/usr/lib/python3/dist-packages"),
});

const has = (): Promise<boolean> =>
  access(join(environment().PYTHONPATH, "swift")).then(
    () => true,
    () => false,
  );

/** Unpacks Debian's where there is none yet. @returns one line: where it is, or why it is not to be had */
export async function fetchS3Server(): Promise<string> {
  const problem = (await has()) ? null : await unpackRelease(swift, folder());
  return problem === null
    ? `S3 store: Swift in ${folder()}, from Debian ${swift.suite}`
    : `S3 store: not to be had: ${problem}`;
}

const owner: S3User = { accessKeyId: "store:owner", secretAccessKey: "owner-secret-nobody-sees" };
const guest: S3User = { accessKeyId: "store:guest", secretAccessKey: "guest-secret-nobody-sees" };

/** @throws Error where there is none: what it would have judged is then not known to hold */
export async function startS3Server(): Promise<S3Server> {
  if (!(await has())) throw new Error(`There is no S3 store here. ${await fetchS3Server()}`);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-s3-"));
  const port = await freePort(LOOPBACK);
  const script = fileURLToPath(new URL("swift-store.py", import.meta.url));
  const child = spawn(python(), [script, dir, String(port), owner.secretAccessKey, guest.secretAccessKey], {
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  const endpoint = `http://${LOOPBACK}:${port}`;
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(said.join(""));
    return (await fetch(endpoint).catch(() => null)) !== null;
  };
  // Its first start compiles all of its Python.
  const ready = waitFor("the S3 store answers", answers, 60_000);
  await ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { host: LOOPBACK, port, endpoint, owner, guest, stop };
}
