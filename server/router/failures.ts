import { formatAddress } from "@/lib/info/address";
import { RouterError } from "./public";
import type { Scout } from "./scout";

/** The errors of calls, with the instances they are about. docs/router.md has a row for each. */

export const nowhere = (scout: Scout): RouterError =>
  scout.belief.state === "rivals"
    ? rivals(scout.belief.others)
    : new RouterError(
        "no-primary",
        `No primary is known: ${scout.describe()}. Start it again or promote a replica; the router looks on, and finds it.`,
      );

export const rivals = (ids: readonly string[]): RouterError =>
  new RouterError(
    "two-primaries",
    `${ids.join(" and ")} all claim to be the primary, and nothing says which of them is later. Make all but one follow it.`,
  );

export const tooFarBehind = (scout: Scout): RouterError =>
  new RouterError(
    "too-far-behind",
    `No replica is known to be within the bound, and there is no primary to ask instead: ${scout.describe()}. Read without a bound, or wait for a primary.`,
  );

export const deadline = (deadlineMs: number, last: string): RouterError =>
  new RouterError(
    "deadline",
    `No answer within ${deadlineMs} ms. The last try: ${last} Call again, or allow more with deadlineMs.`,
  );

export const refused = (id: string, line: string): RouterError =>
  new RouterError("refused", `${id} refused it: ${line}`);

export const writeUnknown = (id: string, detail: string): RouterError =>
  new RouterError(
    "write-unknown",
    `The write was sent to ${id}. ${detail} It may or may not have been carried out, so it was not sent again: read what it was to change, and decide.`,
  );

export const notContained = (id: string, replid: string, offset: number): RouterError =>
  new RouterError(
    "write-not-contained",
    `The primary ${id} is not shown to hold what this session wrote up to ${offset} in history ${replid.slice(0, 8)}…: a promotion or a restart has lost it, or the router came after. Go on with a new session.`,
  );

export const inDoubt = (id: string, detail: string): RouterError =>
  new RouterError(
    "latest-in-doubt",
    `${id} cannot be shown not to be a newer primary: ${detail} Bring it back or end its process, or read with from: "primary" where that is enough.`,
  );

export const noMember = (address: { host: string; port: number }): RouterError =>
  new RouterError(
    "refused",
    `${formatAddress(address)} is no member of this group that the router knows: see members().`,
  );

export const closed = (): RouterError => new RouterError("refused", "The router is closed: make a new one.");
