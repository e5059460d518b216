import { randomBytes, randomUUID } from "node:crypto";
import { type BackupDraft, BackupFileError, type BackupTarget } from "./target";

interface Stage {
  /** What it tries, after "cannot be". */
  readonly verb: string;
  readonly run: (target: BackupTarget, at: Probe) => Promise<void>;
}

interface Probe {
  readonly id: string;
  readonly bytes: Buffer;
  draft: BackupDraft | null;
}

/** In this order: the right to end an upload is tried on one that nobody needs, and what was written is removed in any case. */
const stages: readonly Stage[] = [
  {
    verb: "given up halfway",
    run: async (target, { id }) => {
      const draft = await target.begin(id);
      await draft.drop();
      // That listens to what `drop` passes over.
      await target.remove(id);
    },
  },
  {
    verb: "written",
    run: async (target, at) => {
      at.draft = await target.begin(at.id);
      await at.draft.write(at.bytes);
      await at.draft.keep();
    },
  },
  {
    verb: "read",
    run: async (target, { id, bytes }) => {
      const stored = await target.open(id);
      if (stored === null) throw new BackupFileError("What was just written is not there.");
      const pieces: Uint8Array[] = [];
      for await (const piece of stored.stream) if (piece instanceof Uint8Array) pieces.push(piece);
      if (!Buffer.concat(pieces).equals(bytes))
        throw new BackupFileError("What was just written reads otherwise.");
    },
  },
  { verb: "removed", run: async (target, { id }) => target.remove(id) },
  {
    verb: "told to be gone (s3:ListBucket)",
    run: async (target, { id }) => {
      const stored = await target.open(id);
      stored?.stream.destroy();
      if (stored !== null) throw new BackupFileError("What was just removed is still there.");
    },
  },
];

/**
 * Writes a kilobyte to the target, reads it and removes it, as a backup is.
 * @returns what cannot be done, one line each, with the permission that is missing; empty: all can
 */
export async function probeTarget(target: BackupTarget, id: string = randomUUID()): Promise<string[]> {
  const probe: Probe = { id, bytes: randomBytes(1024), draft: null };
  const problems: string[] = [];
  for (const { verb, run } of stages) {
    // Of what was not written nothing can be read.
    if (verb === "read" && problems.some((line) => line.includes("cannot be written"))) continue;
    try {
      await run(target, probe);
    } catch (problem) {
      if (verb === "written") await probe.draft?.drop();
      if (!(problem instanceof BackupFileError)) throw problem;
      problems.push(`A backup cannot be ${verb} there. ${problem.message}`);
    }
  }
  return [...new Map(problems.map((line) => [line.slice(line.indexOf(". ")), line])).values()];
}
