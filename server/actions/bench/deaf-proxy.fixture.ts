import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { LOOPBACK, listen } from "@/server/testing/listen";

/** A proxy that passes everything on, but no reply once a client has sent `word`, in this very case, on its connection. */
export interface DeafProxy {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export async function startDeafProxy(
  to: { readonly host: string; readonly port: number },
  word: string,
): Promise<DeafProxy> {
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect({ host: to.host, port: to.port });
    let deaf = false;
    client.on("data", (chunk) => {
      deaf ||= chunk.toString("latin1").includes(word);
      server.write(chunk);
    });
    server.on("data", (chunk) => {
      if (!deaf) client.write(chunk);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => one.destroy());
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  const port = await listen(listener);
  return {
    host: LOOPBACK,
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
