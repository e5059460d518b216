import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { bulk, primaryInfo } from "./hostile";
import { LOOPBACK, listen } from "./listen";

export interface EchoServer {
  readonly host: string;
  readonly port: number;
  /** How often it has refused something with all it was told. */
  readonly refusals: () => number;
  close(): Promise<void>;
}

/**
 * A replica whose upstream is down, by its INFO, that lets everybody in and refuses every other command with an error that
 * repeats all the connection was told, its password with it.
 */
export async function startEcho(): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  let refusals = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    let [pending, told] = ["", ""];
    socket.setEncoding("latin1").on("data", (text: string) => {
      pending += text;
      for (let words = next(); words !== null; words = next()) {
        told += ` ${words.join(" ")}`;
        socket.write(answer(words), "latin1");
      }
    });
    const next = (): string[] | null => {
      const [words, rest] = readCommand(pending);
      pending = rest;
      return words;
    };
    const answer = ([name = "", what = ""]: readonly string[]): string => {
      if (name.toUpperCase() === "AUTH") return "+OK\r\n";
      if (name.toUpperCase() === "INFO") return bulk(what.toLowerCase() === "replication" ? replica : plain);
      refusals += 1;
      return `-ERR you told me${told}\r\n`;
    };
  });
  const port = await listen(server);
  return {
    host: LOOPBACK,
    port,
    refusals: () => refusals,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const replica = primaryInfo({
  role: "slave",
  master_host: LOOPBACK,
  master_port: "1",
  master_link_status: "down",
  master_link_down_since_seconds: "60",
  master_sync_in_progress: "0",
  slave_repl_offset: "4711",
  slave_read_only: "1",
  slave_priority: "100",
});
const plain = `# Server\r\nredis_version:7.0.15\r\nrun_id:${"e".repeat(40)}\r\n${replica}`;

/** The first whole command of what a client sent, a list of texts, and what follows; null: it is not all there yet. */
function readCommand(text: string): [words: string[] | null, rest: string] {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return [null, text];
  const words: string[] = [];
  let at = head[0].length;
  for (let n = 0; n < Number(head[1]); n += 1) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (length === null) return [null, text];
    const from = at + length[0].length;
    at = from + Number(length[1]) + 2;
    if (at > text.length) return [null, text];
    words.push(text.slice(from, at - 2));
  }
  return [words, text.slice(at)];
}
