import { connect } from "node:net";
import type { Reply } from "@/server/ports";
import { ask } from "./ask";
import { waitFor } from "./wait-for";

type Place = { readonly host: string; readonly port: number };

/** What a server of a test hears. */
export interface Overheard {
  /** From here on what is sent counts. */
  anew(): Promise<void>;
  /** The commands it has carried out since, oldest first, each as its words with a blank between them. */
  commands(): Promise<string[]>;
}

/**
 * Listens to every command a server without a password carries out, by its slow log with a threshold of 0. MONITOR would not
 * do: it leaves out the commands of administrators, and REPLICAOF, FAILOVER and CONFIG are among those.
 * Source: server.c, call (CMD_ADMIN); slowlog.c, slowlogPushEntryIfNeeded.
 */
export async function overhear(server: Place): Promise<Overheard> {
  const anew = async (): Promise<void> => void (await ask(server, [["SLOWLOG", "RESET"]]));
  await ask(server, [
    ["CONFIG", "SET", "slowlog-max-len", "100000"],
    ["CONFIG", "SET", "slowlog-log-slower-than", "0"],
  ]);
  await anew();
  return {
    anew,
    async commands() {
      const entries = await ask(server, [["SLOWLOG", "GET", "100000"]]);
      return Array.isArray(entries) ? entries.map(wordsOf).reverse() : [];
    },
  };
}

/** An entry is `[id, time, microseconds, [words], address, name]`. */
function wordsOf(entry: Reply): string {
  const words = Array.isArray(entry) ? entry[3] : null;
  return Array.isArray(words) ? words.join(" ") : "";
}

/** Whether a command changes who follows whom, what is kept of it, or a data set. */
export const changesSomething = (command: string): boolean =>
  /^(REPLICAOF|SLAVEOF|FAILOVER|CLUSTER (?!NODES|INFO)|CONFIG (SET|REWRITE)|CLIENT (PAUSE|KILL)|BGSAVE|RESTORE|FLUSH\w+|SET|SHUTDOWN)\b/i.test(
    command,
  );

/** What was sent to any of the servers, since their ears were opened anew, that changes something. */
export const changesHeard = async (ears: readonly Overheard[]): Promise<string[]> =>
  (await Promise.all(ears.map((ear) => ear.commands()))).flat().filter(changesSomething);

/** What replication says of itself on a link, by itself. */
const ofItself = new Set(["ping", "replconf"]);

/** Calls of each command since the server began, by name, refused and failed ones too (INFO commandstats, Redis' server.c). */
async function counts(server: Place): Promise<Map<string, number>> {
  const text = String(await ask(server, [["INFO", "commandstats"]]));
  const rows = text.matchAll(/^cmdstat_(\S+?):calls=(\d+)(?:.*?rejected_calls=(\d+))?/gm);
  return new Map(
    [...rows].map(([, name = "", calls, rejected]) => [name, Number(calls) + Number(rejected ?? "0")]),
  );
}

/**
 * Listens to servers while `work` goes on, and says every command that they heard then beyond what replication says of itself.
 * By MONITOR, which shows the words; and by the counts of INFO commandstats, since MONITOR leaves out administrative commands such as
 * REPLICAOF, CONFIG and CLIENT (`call()` in Redis' server.c, CMD_ADMIN). What the listening itself costs is counted first, and taken off.
 */
export async function overheard(servers: readonly Place[], work: () => Promise<void>): Promise<string[]> {
  const first = await Promise.all(servers.map(counts));
  await listen(servers, async () => undefined);
  const before = await Promise.all(servers.map(counts));
  const said = await listen(servers, work);
  const after = await Promise.all(servers.map(counts));
  const counted = servers.flatMap(({ port }, i) => {
    const at = (when: (typeof after)[number] | undefined, name: string) => when?.get(name) ?? 0;
    return [...(after[i]?.keys() ?? [])].flatMap((name) => {
      const listening = at(before[i], name) - at(first[i], name);
      const more = at(after[i], name) - at(before[i], name) - listening;
      return more === 0 || ofItself.has(name) ? [] : [`${port}: ${name}, ${more} times`];
    });
  });
  return [...said, ...counted];
}

/**
 * The same, and again where something was heard: a poll of Tidemark's own may have fallen into it, which comes once a minute where that
 * is the interval. What `work` causes is heard each time.
 */
export async function overheardAgain(
  servers: readonly Place[],
  work: () => Promise<void>,
): Promise<string[]> {
  let heard = await overheard(servers, work);
  for (let again = 0; heard.length > 0 && again < 3; again += 1) heard = await overheard(servers, work);
  return heard;
}

async function listen(servers: readonly Place[], work: () => Promise<void>): Promise<string[]> {
  const monitors = await Promise.all(servers.map(monitor));
  await work();
  return (await Promise.all(monitors.map((one) => one.end()))).flat();
}

/** By what Redis calls them in MONITOR: what a connection of ours says before it asks. */
const ofOurs = /\] "(hello|info)"|\] "client" "set(name|info)"/i;

async function monitor(server: Place): Promise<{ end(): Promise<string[]> }> {
  const socket = connect(server.port, server.host);
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  socket.write("MONITOR\r\n");
  await waitFor(`${server.port} is overheard`, () => text.startsWith("+OK"));
  return {
    async end() {
      // Whatever was sent before this mark has been shown before it.
      const mark = `the-end-${Math.random()}`;
      await ask(server, [["ECHO", mark]]);
      await waitFor("the mark is shown", () => text.includes(mark));
      socket.destroy();
      return text
        .split("\r\n")
        .slice(1)
        .filter((line) => line !== "" && !line.includes(mark))
        .filter((line) => !ofItself.has(/\] "([^"]+)"/.exec(line)?.[1]?.toLowerCase() ?? ""))
        .filter((line) => !ofOurs.test(line))
        .map((line) => `${server.port}: ${line}`);
    },
  };
}
