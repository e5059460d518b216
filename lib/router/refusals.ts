/** What an error that Redis replied means for a command. */
export interface Refusal {
  /** The first word of the error's line. */
  readonly code: string;
  /** `again`: it was surely not carried out, and may be soon; `refused`: the caller must know. */
  readonly write: "again" | "refused";
  /** `elsewhere`: another member may answer, or this one later. */
  readonly read: "elsewhere" | "refused";
  /** The instance is not fit to be asked for the time being. */
  readonly out: boolean;
  /** The roles may have changed: look at once. */
  readonly look: boolean;
}

/**
 * The errors that speak of the instance's state rather than of the command. Each is made before the command runs (processCommand
 * in server.c), so nothing of it was carried out. All others are the caller's to know.
 */
export const refusals: readonly Refusal[] = [
  { code: "READONLY", write: "again", read: "refused", out: false, look: true },
  { code: "LOADING", write: "again", read: "elsewhere", out: true, look: true },
  { code: "MASTERDOWN", write: "again", read: "elsewhere", out: true, look: true },
  { code: "NOREPLICAS", write: "again", read: "refused", out: false, look: false },
  { code: "CLUSTERDOWN", write: "again", read: "elsewhere", out: true, look: false },
  { code: "BUSY", write: "again", read: "elsewhere", out: true, look: false },
  { code: "NOAUTH", write: "refused", read: "elsewhere", out: true, look: false },
];

const byCode: ReadonlyMap<string, Refusal> = new Map(refusals.map((row) => [row.code, row]));

const other: Omit<Refusal, "code"> = { write: "refused", read: "refused", out: false, look: false };

/** Commands that run a script: such a one may write, and then reply an error line of its own making. */
const scripts: ReadonlySet<string> = new Set(["eval", "evalsha", "fcall"]);

/** What a replica answers to the first write of a script, so that nothing was written before it. */
const readOnlyLine = /^READONLY You can't write against a read only (?:replica|slave)/;

/** Reads an error line in the light of the command it answers. */
export function refusalOf(command: string, line: string): Refusal {
  const code = /^([A-Z]+)(?: |$)/.exec(line)?.[1] ?? "";
  const row = byCode.get(code) ?? { code, ...other };
  const sure = !scripts.has(command.toLowerCase()) || readOnlyLine.test(line);
  return sure ? row : { ...row, write: "refused" };
}
