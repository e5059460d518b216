import type { Socket } from "node:net";
import { headerOf, sealed } from "@/lib/rdb/rdb.fixture";
import { bulk, type HostileServer, primaryInfo, startHostile } from "@/server/testing/hostile";

/** What would set a mark on the page wherever it is taken for more than text; without a space, since some names may hold none. */
export const payload = (where: string): string =>
  `<img/src=x/onerror=window.ran="${where}"><script>window.ran="${where}"</script>{{7*7}}\${7*7}`;

/** The same without what a config file would take for its own. */
export const plainPayload = (where: string): string => `<img/src=x/onerror=window.ran=${where}>`;

const replid = "8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb";

/**
 * A primary that says of itself, of its clients, its settings and its data whatever would do harm on a page.
 * @param honest INFO of a real server, of which it keeps what it does not make up
 */
export const startRogue = (honest: string): Promise<HostileServer> =>
  startHostile((socket, words) => answer(socket, words, `${without(honest, info)}${info}`));

/** The lines of an INFO but for fields that stand in another one. */
function without(honest: string, other: string): string {
  const nameOf = (line: string): string => line.split(":")[0] ?? "";
  const names = new Set(other.split("\r\n").map(nameOf));
  const kept = honest.split("\r\n").filter((line) => line !== "" && !names.has(nameOf(line)));
  return `${kept.join("\r\n")}\r\n`;
}

const list = (...items: string[]): string => `*${items.length}\r\n${items.map(bulk).join("")}`;

function answer(socket: Socket, words: string, all: string): void {
  if (words === "INFO REPLICATION") socket.write(bulk(replication));
  else if (words.startsWith("INFO")) socket.write(bulk(all));
  else if (words.startsWith("CONFIG")) socket.write(list("maxmemory", "0", ...settings));
  else if (words === "CLIENT LIST") socket.write(bulk(clients));
  else if (words.startsWith("TIME")) socket.write(list(String(Math.floor(Date.now() / 1000)), "0"));
  else if (words.startsWith("PUBSUB")) socket.write("*0\r\n");
  else if (words.startsWith("PSYNC")) {
    socket.write(`+FULLRESYNC ${replid} 4711\r\n$${rdb.length}\r\n`);
    socket.write(rdb);
  } else if (/^(PING|AUTH|REPLCONF|CLIENT SETNAME)/.test(words)) socket.write("+OK\r\n");
  else socket.write(`-ERR ${payload("error-reply")}\r\n`);
}

const replication = primaryInfo({
  master_replid: replid,
  connected_slaves: "1",
  slave0: `ip=${payload("replica-address")},port=6379,state=online,offset=4711,lag=0`,
});

const info = [
  `run_id:${"e".repeat(40)}`,
  // The honest one may have been asked while it made a copy for its replica.
  "rdb_bgsave_in_progress:0",
  "aof_rewrite_in_progress:0",
  "loading:0",
  `os:${payload("info-value")}`,
  `${plainPayload("info-name")}:1`,
  `executable:/usr/bin/${payload("executable")}`,
  `config_file:/etc/${payload("config-file")}`,
  replication,
].join("\r\n");

const settings = [
  "dir",
  payload("setting"),
  "dbfilename",
  payload("file"),
  plainPayload("setting-name"),
  "1",
];

const clients = `id=7 addr=10.0.0.1:5000 laddr=10.0.0.2:6379 fd=8 name=${payload("client-name")} age=9 idle=0 flags=N db=0 sub=0 psub=0 cmd=set user=${payload("client-user")} lib-name=${payload("client-library")}\n`;

const text = (one: string): number[] => {
  const bytes = [...Buffer.from(one)];
  return [0x40 | (bytes.length >> 8), bytes.length & 255, ...bytes];
};
const aux = (name: string, value: string): number[] => [0xfa, ...text(name), ...text(value)];

/** A sound RDB: the payloads are its aux fields, its one key and that key's value. */
const rdb = Buffer.from(
  sealed([
    ...headerOf("REDIS", "0011"),
    ...aux("redis-ver", payload("rdb-version")),
    ...aux(payload("rdb-aux"), payload("rdb-aux")),
    ...aux("repl-id", payload("rdb-replid")),
    ...[0xfe, 0, 0xfb, 1, 0, 0],
    ...text(payload("key")),
    ...text(payload("value")),
    0xff,
  ]),
);
