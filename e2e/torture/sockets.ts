import { io } from "socket.io-client";
import type { World } from "./world";

const EACH = 3;

/** A few pages that listen at each dashboard, and come back when it does. @returns what ends them */
export function sockets(world: World): () => void {
  const all = world.dashboards.flatMap(({ origin }) =>
    Array.from({ length: EACH }, () => {
      const socket = io(origin, {
        path: "/live",
        transports: ["websocket"],
        extraHeaders: { origin },
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
