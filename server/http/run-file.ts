import type { Run } from "@/lib/contract";
import { runCsvLine, runsCsvHead } from "@/lib/runs/csv";
import type { Store } from "@/server/ports";
import { type ListFileOptions, listFile } from "./list-file";

type Query = Omit<Parameters<Store["runs"]["list"]>[0], "limit">;

/** All runs of a query as a file to be saved, newest first; no more than `most`, null: all. */
export const runFile = (
  runs: Pick<Store["runs"], "list">,
  query: Query,
  given: ListFileOptions,
): Promise<Response> =>
  listFile(
    {
      name: "runs",
      read: (below, limit) => runs.list({ ...query, ...(below !== undefined && { below }), limit }),
      placeOf: ({ startedAt, id }: Run) => ({ startedMs: Date.parse(startedAt), id }),
      csvHead: runsCsvHead,
      csvLine: runCsvLine,
      json: { head: '{"runs":[', foot: "\n]}\n" },
    },
    given,
  );
