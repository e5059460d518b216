import { randomBytes, randomUUID } from "node:crypto";
import { type BackupDraft, BackupFileError, type BackupTarget } from "./target";

interface Stage {
  /** What it tries, after "cannot be". */
  readonly verb: string;
  /** The stage without which it would tell nothing; null: none. */
  readonly after: string | null;
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
    after: null,
    run: async (target, { id }) => {
      const draft = await target.begin(id);
      await draft.drop();
      // That listens to what `drop` passes over.
      await target.remove(id);
    },
  },
  {
    verb: "written",
    after: null,
    run: async (target, at) => {
      at.draft = await target.begin(at.id);
      await at.draft.write(at.bytes);
      await at.draft.keep();
    },
  },
  {
    verb: "read",
    after: "written",
    run: async (target, { id, bytes }) => {
      const stored = await target.open(id);
      if (stored === null) throw new BackupFileError("What was just written is not there.");
      const pieces: Uint8Array[] = [];
      for await (const piece of stored.stream) if (piece instanceof Uint8Array) pieces.push(piece);
      if (!Buffer.concat(pieces).equals(bytes))
        throw new BackupFileError("What was just written reads otherwise.");
    },
  },
  { verb: "removed", after: null, run: async (target, { id }) => target.remove(id) },
  {
    verb: "told to be gone (s3:ListBucket)",
    after: "removed",
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
  const problems = new Map<string, string>();
  const failed = new Set<string>();
  for (const { verb, after, run } of stages) {
    if (after !== null && failed.has(after)) continue;
    try {
      await run(target, probe);
    } catch (problem) {
      if (verb === "written") await probe.draft?.drop();
      if (!(problem instanceof BackupFileError)) throw problem;
      failed.add(verb);
      // One cause is told once, by the last that it keeps from being done.
      problems.set(problem.message, `A backup cannot be ${verb} there. ${problem.message}`);
    }
  }
  return [...problems.values()];
}
