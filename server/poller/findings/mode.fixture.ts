import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort, type LocalServer, type ServerBinary, startServer } from "@/server/local";
import { type Faults, restartWith } from "./stage.fixture";

/** A Sentinel that watches `primary` and, one alone of the two that would be needed, can never act. Its folder lies beside the primary's. */
async function startSentinel({ path }: ServerBinary, primary: LocalServer): Promise<LocalServer> {
  const dir = mkdtempSync(join(dirname(primary.dir), "sentinel-"));
  const binary = join(dir, "sentinel");
  writeFileSync(binary, `#!/bin/sh\nexec '${path}' "$@" --sentinel\n`);
  chmodSync(binary, 0o755);
  const sentinel = [`monitor orders ${primary.host} ${primary.port} 2`];
  return startServer({ binary, dir, settings: { sentinel } });
}

export const modeFaults: Faults<"sentinel-in-charge" | "cluster-mode"> = {
  "sentinel-in-charge": {
    when: "a Sentinel takes charge, until it ends",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      let end = async (): Promise<void> => {};
      stage.atEnd(() => end());
      return {
        watched: [primary],
        instance: null,
        async cause() {
          const sentinel = await startSentinel(stage.binary, primary);
          end = async () => {
            await sentinel.kill();
            rmSync(sentinel.dir, { recursive: true, force: true });
          };
        },
        mend: () => end(),
      };
    },
  },
  "cluster-mode": {
    when: "a server is restarted as a node of a cluster, until it no longer is one",
    beside: ["instance-unreachable"],
    afterwards: ["instance-unreachable"],
    async prepare(stage) {
      const server = await stage.server();
      let restore = async (): Promise<void> => {};
      return {
        watched: [server],
        instance: null,
        async cause() {
          // Its usual second port, 10000 above the first, is in the range of outgoing connections and may be taken.
          const bus = await freePort(server.host);
          restore = await restartWith(server, `cluster-enabled yes\ncluster-port ${bus}`);
        },
        mend: () => restore(),
      };
    },
  },
};
