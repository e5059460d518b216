import type { Reply } from "@/server/ports";
import { ask } from "./ask";

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
