import { freePort } from "@/server/local";
import { type Faults, restartWith } from "./stage.fixture";

export const modeFaults: Faults<"cluster-mode"> = {
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
