import type { Experiment } from "@/lib/contract";
import { experimentCsv } from "@/lib/lab/csv";
import type { FileFormat } from "./list-file";

/** An experiment as a file to be saved. */
export function experimentFile(experiment: Experiment, format: FileFormat): Response {
  const [type, text] =
    format === "csv"
      ? ["text/csv; charset=utf-8; header=present", experimentCsv(experiment)]
      : ["application/json", `${JSON.stringify(experiment, null, 2)}\n`];
  const moment = experiment.startedAt.slice(0, 19).replaceAll(":", "");
  return new Response(text, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="tidemark-${experiment.settings.kind}-${moment}Z.${format}"`,
    },
  });
}
