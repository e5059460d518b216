import type { ClientList, ConnectedClient } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { type ClientLine, isForeign, readClients, readWriting } from "@/lib/info/clients";
import { parseInfo } from "@/lib/info/parse";
import { readReadonlyErrors } from "@/lib/info/writes";
import type { Fleet, Reply } from "@/server/ports";

const ASK_MS = 2000;
/** More lines than a person, or a page, can do anything with. */
const MOST_LISTED = 1000;
/** Of more connections the list would take the server long, and be longer than any reply we take. */
const MOST_ASKED = 10_000;

/** Which commands write never changes within one process of a server; who asks often keeps it. */
export type Writing = Map<string, boolean | null>;

/**
 * Who is connected to an instance now, and how many writes it has refused, by the poller's rights: applications first, those
 * that were active last before the idle ones. Null: CLIENT LIST did not come, this user may not ask it, or there are more than 10,000.
 * @param most how many are told
 */
export async function listClients(
  fleet: Pick<Fleet, "command" | "groupOf">,
  instance: InstanceId,
  nowMs: number,
  { writing = new Map(), most = MOST_LISTED }: { writing?: Writing; most?: number } = {},
): Promise<ClientList | null> {
  const known = fleet.groupOf(instance)?.instances.find(({ id }) => id === instance) ?? null;
  if ((known?.connectedClients ?? 0) > MOST_ASKED) return null;
  const ask = async (words: readonly string[]): Promise<Reply | undefined> => {
    const outcome = await fleet.command(instance, words, { as: "poller", deadlineMs: ASK_MS });
    return outcome.state === "replied" ? outcome.reply : undefined;
  };
  const [list, info] = await Promise.all([ask(["CLIENT", "LIST"]), ask(["INFO", "errorstats"])]);
  const stats = typeof info === "string" ? await errorsOf(info, ask) : null;
  const lines = readClients(list);
  if (lines === null) return null;
  const unknown = [...new Set(lines.filter(isForeign).flatMap(({ command }) => command ?? []))].filter(
    (command) => !writing.has(command),
  );
  if (unknown.length > 0)
    for (const [name, writes] of readWriting(unknown, await ask(["COMMAND", "INFO", ...unknown])))
      writing.set(name, writes);
  const clients = lines
    .sort(byUse)
    .slice(0, most)
    .map((line) => described(line, writing));
  return {
    instance,
    sampledAt: new Date(nowMs).toISOString(),
    total: lines.length,
    clients,
    readonlyErrors: stats,
  };
}

/** Section errorstats alone does not say whether the server counts errors at all: where it is empty, INFO stats does. */
async function errorsOf(
  text: string,
  ask: (words: readonly string[]) => Promise<Reply | undefined>,
): Promise<number | null> {
  const found = parseInfo(text);
  if (found.ok && found.value.has("errorstat_READONLY")) return readReadonlyErrors(found.value);
  const stats = await ask(["INFO", "stats"]);
  const parsed = typeof stats === "string" ? parseInfo(stats) : null;
  return parsed?.ok === true ? readReadonlyErrors(parsed.value) : null;
}

const byUse = (a: ClientLine, b: ClientLine): number =>
  Number(isForeign(b)) - Number(isForeign(a)) || a.idleSeconds - b.idleSeconds || a.id - b.id;

const described = (line: ClientLine, writing: Writing): ConnectedClient => ({
  ...line,
  writes: line.command === null ? false : (writing.get(line.command) ?? null),
});
