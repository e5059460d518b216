import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { heapFlags } from "@/server/boot/heap.mjs";
import type { LocalServer } from "@/server/local";
import { idAt } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A Tidemark in a process of its own, with one server to watch. */
export interface Live {
  readonly url: string;
  /** What each request and each upgrade of ours has beside what it is about. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the process still runs. */
  isAlive(): boolean;
  /** What it takes, after a collection. Bytes. */
  memory(): Promise<{ readonly rss: number; readonly heap: number }>;
  close(): Promise<void>;
}

export async function startLive(): Promise<Live> {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const server: LocalServer = await startTestServer(binary);
  const bundle = join(root, "node_modules", ".cache", `tidemark-live-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, "server/realtime/live-process.fixture.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
  });
  const argv = [...heapFlags, "--expose-gc", bundle, `redis://${idAt(server)}`];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const { url, headers } = await nextOf<Pick<Live, "url" | "headers">>(child);
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url,
    headers,
    isAlive,
    async memory() {
      const said = nextOf<NodeJS.MemoryUsage>(child);
      child.send("memory");
      const { rss, heapUsed, external } = await said;
      return { rss, heap: heapUsed + external };
    },
    async close() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (isAlive()) {
        child.disconnect();
        await gone;
      }
      rmSync(bundle, { force: true });
      await stopServers([server]);
    },
  };
}

/** The next thing that the process tells. @throws Error where it ends before */
function nextOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) =>
      reject(new Error(`Tidemark ended: ${code ?? signal}`));
    child.once("exit", ended);
    child.once("message", (said: T) => {
      child.off("exit", ended);
      resolve(said);
    });
  });
}
