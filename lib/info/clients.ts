import { readCount } from "./number";
import { writeCommands } from "./write-commands";

/**
 * What a connection is for.
 * - `normal`, `pubsub`: a client's. `replica`: somebody who reads the stream, backups among them. `upstream`: the link of this
 *   instance to its own upstream. `sentinel`, `tidemark`: by the names these give themselves.
 */
export type ClientKind = "normal" | "pubsub" | "replica" | "upstream" | "sentinel" | "tidemark";

/** One line of CLIENT LIST. Names are whatever a client says of itself: cut short, and text alone. */
export interface ClientLine {
  /** Unique within one process of the server, and never used twice there. */
  readonly id: number;
  /** `addr`, as sent: host:port of the client, or the path of a socket and 0. */
  readonly address: string;
  readonly name: string | null;
  readonly user: string | null;
  readonly ageSeconds: number;
  readonly idleSeconds: number;
  /** The last command, in lower case, `config|get` with its subcommand from 7.0 on; null: none yet. */
  readonly command: string | null;
  readonly kind: ClientKind;
}

/** Longer names say nothing more. */
const MOST_CHARACTERS = 120;
/** A socket's path may be longer, and is compared. */
const LONGEST_ADDRESS = 300;

/**
 * The connections that a reply to CLIENT LIST names; null for a reply that is no such list. A line that lacks what every
 * version says is left out. Source: networking.c, catClientInfoString; a name holds neither spaces nor line ends
 * (clientSetName), so fields part at spaces.
 */
export function readClients(reply: unknown): ClientLine[] | null {
  if (typeof reply !== "string") return null;
  const lines = reply.split("\n").filter((line) => line.trim() !== "");
  const clients = lines.flatMap((line) => readLine(line) ?? []);
  return lines.length > 0 && clients.length === 0 ? null : clients;
}

function readLine(line: string): ClientLine | null {
  const fields = new Map(
    line
      .trim()
      .split(" ")
      .map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, Math.max(0, at)), part.slice(at + 1)];
      }),
  );
  const [id, age, idle] = ["id", "age", "idle"].map((name) => readCount(fields.get(name)));
  const address = fields.get("addr");
  if (id == null || age == null || idle == null || address === undefined) return null;
  const name = said(fields.get("name"));
  const command = said(fields.get("cmd"));
  return {
    id,
    address: said(address, LONGEST_ADDRESS) ?? "",
    name,
    user: said(fields.get("user")),
    ageSeconds: age,
    idleSeconds: idle,
    command: command === "NULL" ? null : command,
    kind: kindOf(fields.get("flags") ?? "", name),
  };
}

/** Printable ASCII alone: Redis takes no other name, and what says otherwise is no Redis. */
function said(text: string | undefined, most = MOST_CHARACTERS): string | null {
  const printable = (text ?? "").replaceAll(/[^\x21-\x7e]/g, "?").slice(0, most);
  return printable === "" ? null : printable;
}

/** Flags: S a replica, O one that runs MONITOR (which is S as well before 7.0), M the upstream, P a subscriber. */
function kindOf(flags: string, name: string | null): ClientKind {
  if (flags.includes("M")) return "upstream";
  if (flags.includes("S") && !flags.includes("O")) return "replica";
  if (name === "tidemark") return "tidemark";
  if (name !== null && /^sentinel-[0-9a-f]{8}-(cmd|pubsub)$/.test(name)) return "sentinel";
  return flags.includes("P") ? "pubsub" : "normal";
}

/** Whether a connection is an application's: nobody's who keeps the group itself going. */
export const isForeign = ({ kind }: Pick<ClientLine, "kind">): boolean =>
  kind === "normal" || kind === "pubsub";

/** Commands that hold others: what they write shows in no flag of their own. */
const holders = new Set(["eval", "evalsha", "fcall", "exec"]);

/**
 * What COMMAND INFO says of these commands: whether each one writes. Where it was not answered, a list of our own tells those
 * that do; of the others nobody knows. Source: server.c, addReplyCommandInfo.
 */
export function readWriting(names: readonly string[], reply: unknown): Map<string, boolean | null> {
  const rows: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return new Map(
    names.map((name, index) => {
      if (holders.has(name)) return [name, true];
      const row = rows[index];
      const flags: unknown = Array.isArray(row) ? row[2] : null;
      if (Array.isArray(flags)) return [name, flags.includes("write")];
      return [name, writeCommands.has(name) ? true : null];
    }),
  );
}
