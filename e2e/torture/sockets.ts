import { io } from "socket.io-client";
import { asTest } from "@/server/testing/who";
import type { World } from "./world";

const EACH = 3;

/** A few pages that listen at each dashboard, and come back when it does. @returns what ends them */
export function sockets(world: World): () => void {
  const all = world.dashboards.flatMap(({ origin }) =>
    Array.from({ length: EACH }, () => {
      const socket = io(origin, {
        path: "/live",
        transports: ["websocket"],
        extraHeaders: { origin, ...asTest },
        reconnectionDelayMax: 1_000,
      });
      socket.on("connect", () => void socket.emit("watch", { groups: "*" }, () => {}));
      return socket;
    }),
  );
  return () => {
    for (const socket of all) socket.close();
  };
}
