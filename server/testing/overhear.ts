import { once } from "node:events";
import { connect } from "node:net";
import { waitFor } from "./wait-for";

export interface Overheard {
  /** What others sent to the server so far, each command as MONITOR quotes it. */
  readonly commands: readonly string[];
  /** Resolves once the server has told of all it heard until now. */
  upToNow(): Promise<void>;
  close(): void;
}

/** Listens to every command a server without a password gets, by MONITOR. Source: replication.c, replicationFeedMonitors. */
export async function overhear(server: { readonly host: string; readonly port: number }): Promise<Overheard> {
  const socket = connect(server.port, server.host).setEncoding("utf8");
  const lines: string[] = [];
  let rest = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (text: string) => {
    const whole = (rest + text).split("\r\n");
    rest = whole.pop() ?? "";
    lines.push(...whole);
  });
  await once(socket, "connect");
  socket.write("MONITOR\r\n");
  await waitFor("the server lets us listen", () => lines[0] === "+OK");
  const probe = connect(server.port, server.host);
  probe.on("error", () => probe.destroy()).resume();
  let asked = 0;
  return {
    get commands() {
      return lines.slice(1).map((line) => line.replace(/^\+\d+\.\d+ \[[^\]]*\] /, ""));
    },
    async upToNow() {
      asked += 1;
      const mark = `overheard-${process.pid}-${asked}`;
      probe.write(`ECHO ${mark}\r\n`);
      await waitFor("the server has told of all", () => lines.some((line) => line.includes(mark)));
    },
    close() {
      socket.destroy();
      probe.destroy();
    },
  };
}

/** Whether a command changes who follows whom, or what is kept of it; as MONITOR quotes it. */
export const rearranges = (command: string): boolean =>
  /^"(REPLICAOF|SLAVEOF|FAILOVER|CLUSTER|CONFIG" "(SET|REWRITE)|CLIENT" "(PAUSE|KILL)|BGSAVE|RESTORE|FLUSH\w+|SET|SHUTDOWN)"/i.test(
    command,
  );
