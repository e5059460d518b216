import { io } from "socket.io-client";
import { asTest } from "@/server/testing/who";
import { nowMs } from "./history";
import { searchSecrets } from "./leaks";
import type { Recorder } from "./recorder";
import type { World } from "./world";

const EACH = 3;

/** A few pages that listen at each dashboard, and come back when it does; no frame may hold a secret. @returns what ends them */
export function sockets(world: World, recorder: Recorder): () => void {
  const search = searchSecrets();
  const all = world.dashboards.flatMap(({ origin }) =>
    Array.from({ length: EACH }, () => {
      const socket = io(origin, {
        path: "/live",
        transports: ["websocket"],
        extraHeaders: { origin, ...asTest },
        reconnectionDelayMax: 1_000,
      });
      socket.onAny((event: string, ...said: unknown[]) => {
        for (const { canary, form } of search("a frame", JSON.stringify(said)))
          recorder.add({ kind: "leak", atMs: nowMs(), secret: canary, where: `a frame of ${event}`, form });
      });
      socket.on("connect", () => void socket.emit("watch", { groups: "*" }, () => {}));
      return socket;
    }),
  );
  return () => {
    for (const socket of all) socket.close();
  };
}
