// A process of its own that answers INFO for many instances, since a thousand real servers do not fit on two cores.
// argv: how many instances, how many to a group. Prints one JSON line: the ports, group by group.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const [count = 4, perGroup = 10] = process.argv.slice(2).map(Number);
const began = Date.now();
const recordedIn = (file: string): string =>
  readFileSync(join(import.meta.dirname, "../../lib/info/fixtures/redis-7.0.15", file), "utf8");
const recorded = {
  info: recordedIn("primary-two-replicas.info.txt"),
  config: recordedIn("primary-two-replicas.config.txt")
    .trimEnd()
    .split("\n")
    .flatMap((line) => /^(\S+) ?(.*)$/.exec(line)?.slice(1) ?? []),
};
/** 40 hex digits, of which no two numbers have the same: of two instances with one run id Tidemark would drop one. */
const idOf = (letter: string, n: number): string => letter.repeat(32) + n.toString(16).padStart(8, "0");
const replid = (group: number): string => idOf("a", group);
const ports: number[] = [];
const offset = (group: number): number => 1_000_000 + Math.floor((Date.now() - began) * (20 + (group % 7)));

function replication(index: number): string {
  const group = Math.floor(index / perGroup);
  const first = group * perGroup;
  const now = offset(group);
  const history = [
    `master_replid:${replid(group)}`,
    `master_replid2:${"0".repeat(40)}`,
    `master_repl_offset:${now}`,
    "second_repl_offset:-1",
  ];
  const backlog = [
    "repl_backlog_active:1",
    "repl_backlog_size:16777216",
    "repl_backlog_first_byte_offset:1",
    `repl_backlog_histlen:${now}`,
  ];
  const members = ports.slice(first, first + perGroup);
  const role =
    index === first
      ? [
          "role:master",
          `connected_slaves:${members.length - 1}`,
          ...members
            .slice(1)
            .map((port, n) => `slave${n}:ip=127.0.0.1,port=${port},state=online,offset=${now},lag=0`),
          "master_failover_state:no-failover",
        ]
      : [
          "role:slave",
          "master_host:127.0.0.1",
          `master_port:${members[0]}`,
          "master_link_status:up",
          "master_last_io_seconds_ago:0",
          "master_sync_in_progress:0",
          `slave_read_repl_offset:${now}`,
          `slave_repl_offset:${now}`,
          "slave_priority:100",
          "slave_read_only:1",
          "replica_announced:1",
          "connected_slaves:0",
          "master_failover_state:no-failover",
        ];
  return ["# Replication", ...role, ...history, ...backlog, ""].join("\r\n");
}

/** What a real server told, but for who it is and how it replicates. */
function everything(index: number): string {
  const runId = `run_id:${idOf("b", index)}`;
  return recorded.info
    .replace(/^run_id:\w+/m, runId)
    .replace(/^# Replication\s+(?:[a-z][^\n]*\n)*/m, () => replication(index));
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

function answer(index: number, words: readonly string[]): string {
  const command = words[0]?.toUpperCase();
  if (command === "INFO") return bulk(words[1] === "replication" ? replication(index) : everything(index));
  if (command === "CONFIG") return `*${recorded.config.length}\r\n${recorded.config.map(bulk).join("")}`;
  if (command === "PUBSUB") return "*2\r\n$18\r\n__sentinel__:hello\r\n:0\r\n";
  return "+OK\r\n";
}

/** Whole commands at the start of `text`, and what is left. Commands here carry no line breaks inside a word. */
function commands(text: string): { words: string[][]; rest: string } {
  const words: string[][] = [];
  let rest = text;
  for (;;) {
    const count = /^\*(\d+)\r\n/.exec(rest);
    if (count === null) return { words, rest };
    const lines = rest.split("\r\n", 2 + 2 * Number(count[1]));
    if (lines.length < 2 + 2 * Number(count[1])) return { words, rest };
    const parts = lines.slice(1, -1).filter((_, n) => n % 2 === 1);
    words.push(parts);
    rest = rest.slice(lines.slice(0, -1).join("\r\n").length + 2);
  }
}

for (let index = 0; index < count; index += 1) {
  const server = createServer((socket) => {
    let pending = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const { words, rest } = commands(pending + chunk.toString("latin1"));
      pending = rest;
      for (const one of words) socket.write(answer(index, one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  ports.push(address.port);
}
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.on("SIGTERM", () => process.exit(0));
