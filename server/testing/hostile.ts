import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { LOOPBACK, listen } from "./listen";

/** Answers one command of one connection. `words` is the command's name and first argument in upper case. */
export type Answer = (socket: Socket, words: string) => void;

export interface HostileServer {
  readonly host: string;
  readonly port: number;
  /** Connections made to it so far, with their times (ms). */
  readonly dialled: readonly number[];
  close(): Promise<void>;
}

/** A server that speaks as `answer` says. `greet` is done to each new connection. */
export async function startHostile(
  answer: Answer,
  greet: (socket: Socket) => void = () => {},
): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const dialled: number[] = [];
  const server = createServer((socket) => {
    dialled.push(performance.now());
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    socket.setEncoding("latin1").on("data", (text: string) => {
      for (const words of commandsIn(text)) answer(socket, words);
    });
    greet(socket);
  });
  const port = await listen(server);
  return {
    host: LOOPBACK,
    port,
    dialled,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Our client sends each command whole, as a list of texts. */
function commandsIn(text: string): string[] {
  return text
    .split(/\*\d+\r\n/)
    .filter((command) => command !== "")
    .map((command) =>
      command
        .split("\r\n")
        .filter((_, index) => index % 2 === 1)
        .slice(0, 2)
        .join(" ")
        .toUpperCase(),
    );
}

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

const replid = "8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb";

/** INFO replication of a primary without replicas, with `change`d fields; null leaves one out. */
export function primaryInfo(change: Readonly<Record<string, string | null>> = {}): string {
  const fields: Record<string, string | null> = {
    role: "master",
    connected_slaves: "0",
    master_failover_state: "no-failover",
    master_replid: replid,
    master_replid2: "0".repeat(40),
    master_repl_offset: "4711",
    second_repl_offset: "-1",
    repl_backlog_active: "1",
    repl_backlog_size: "1048576",
    repl_backlog_first_byte_offset: "1",
    repl_backlog_histlen: "4711",
    ...change,
  };
  const lines = Object.entries(fields).map(([name, value]) => (value === null ? "" : `${name}:${value}\r\n`));
  return `# Replication\r\n${lines.join("")}`;
}

/** Answers INFO replication with `reply`, and everything else as a polite server would. */
export const answering =
  (reply: string): Answer =>
  (socket, words) => {
    if (words === "INFO REPLICATION") socket.write(reply);
    else if (words.startsWith("INFO")) socket.write(bulk(reply));
    else if (words.startsWith("CONFIG") || words.startsWith("PUBSUB")) socket.write("*0\r\n");
    else socket.write("+OK\r\n");
  };

/** Writes `piece` for as long as the other side takes it. */
export function pour(socket: Socket, piece: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece)) {
      // Filled until the kernel takes no more; the drain carries on.
    }
  };
  socket.on("drain", more);
  more();
}
