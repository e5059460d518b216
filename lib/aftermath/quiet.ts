import type { ClientList, Stragglers } from "@/lib/contract";
import { isForeign } from "@/lib/info/clients";

/** So long without a write that was tried, and its clients have gone elsewhere. */
export const QUIET_MS = 30_000;
/** With no client left it is quiet sooner: one that connects anew is back within seconds. */
export const EMPTY_MS = 5000;

/** What is remembered of a demoted instance from one look to the next. */
export interface Watched {
  readonly latest: Stragglers | null;
  readonly atMs: number;
  /** READONLY errors by the server's own count at the last look; null: it counts none. */
  readonly counted: number | null;
  /** When it was last seen to be troubled, or first looked at; and since when it has had no client, null: it has some. */
  readonly troubledMs: number;
  readonly emptyMs: number | null;
}

/**
 * Takes in a look at a demoted instance. Where the server counts refused writes their growth tells that somebody tries to
 * write; before 6.2 a client whose last command writes and was sent since the look before.
 */
export function lookAgain(before: Watched | null, list: ClientList, atMs: number): Watched {
  const clients = list.clients.filter(isForeign);
  const writers = clients.filter(({ writes }) => writes === true);
  const seconds = before === null ? null : (atMs - before.atMs) / 1000;
  const grown = grownBy(before, list.readonlyErrors);
  const tried =
    list.readonlyErrors === null
      ? writers.some(({ idleSeconds }) => idleSeconds <= (seconds ?? 0) + 1)
      : (grown ?? 0) > 0;
  const total = list.readonlyErrors === null ? null : (before?.latest?.refused ?? 0) + (grown ?? 0);
  return {
    atMs,
    counted: list.readonlyErrors,
    troubledMs: before === null || tried ? atMs : before.troubledMs,
    emptyMs: clients.length > 0 ? null : (before?.emptyMs ?? atMs),
    latest: {
      sampledAt: list.sampledAt,
      clients: clients.length,
      writers: writers.length,
      refused: total,
      refusedPerSecond: grown === null || seconds === null || seconds <= 0 ? null : grown / seconds,
    },
  };
}

/** A count that fell began anew: by a restart, or CONFIG RESETSTAT. */
function grownBy(before: Watched | null, now: number | null): number | null {
  if (before === null || before.counted === null || now === null) return null;
  return now < before.counted ? now : now - before.counted;
}

/** Whether nobody needs to look after it any more. */
export const isQuiet = ({ atMs, troubledMs, emptyMs }: Watched): boolean =>
  atMs - troubledMs >= QUIET_MS || (emptyMs !== null && atMs - emptyMs >= EMPTY_MS);

/** The end of it in words, to stand after `us-1 is quiet: `. */
export function quietWords({ latest, emptyMs }: Watched): { title: string; detail: string } {
  const refused = latest?.refused ?? null;
  const writes =
    refused === null
      ? ""
      : `${refused.toLocaleString("en-US")} ${refused === 1 ? "write was" : "writes were"} refused there since the promotion. `;
  const clients = latest?.clients ?? 0;
  return {
    title:
      emptyMs === null
        ? "no client has tried to write there for 30 s"
        : "no client is connected there any more",
    detail:
      `${writes}${clients === 0 ? "" : `${clients.toLocaleString("en-US")} ${clients === 1 ? "client reads" : "clients read"} from it.`}`.trim(),
  };
}
