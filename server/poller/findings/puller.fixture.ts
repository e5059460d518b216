import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { LocalServer } from "@/server/local";
import { idAt } from "@/server/testing/fleet";
import { type Faults, first, type Stage } from "./stage.fixture";

/** Reads all that a replica would, and never says a port: as backup programs do. It stays until it is ended. */
export async function startPuller(stage: Stage, server: LocalServer): Promise<Socket> {
  const socket = connect({ host: server.host, port: server.port });
  stage.atEnd(() => socket.destroy());
  await once(socket, "connect");
  socket.resume();
  socket.write("SYNC\r\n");
  return socket;
}

export const pullerFaults: Faults<"backup-puller"> = {
  "backup-puller": {
    when: "a program copies a replica without being one, until it goes",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(1);
      const source = first(group);
      let puller: Socket | null = null;
      return {
        watched: [group.primary],
        instance: idAt(source),
        async cause() {
          puller = await startPuller(stage, source);
        },
        mend: async () => puller?.destroy(),
      };
    },
  },
};
