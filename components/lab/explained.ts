import type { LabEnvironment, LabPlace, LabResult, LabSettings } from "@/lib/contract";
import { explain as explainConsistency } from "@/lib/lab/consistency-words";
import { explain as explainSync } from "@/lib/lab/sync-words";
import { explainScaling } from "./explained-scaling";

/** A figure, what it means in two sentences, and where the rule behind it stands. */
export interface Explained {
  readonly figure: string;
  readonly title: string;
  readonly value: string;
  readonly text: string;
  readonly source: string;
  /** Where the source can be read; missing: it has no address. */
  readonly url?: string;
}

/** What a result was measured as. */
export interface Measured {
  readonly result: LabResult | null;
  readonly settings: LabSettings;
  readonly where: LabPlace;
  readonly environment: LabEnvironment | null;
}

/** The figures of a result that a reader should see first, each explained; none where nothing is measured. */
export function explained({ result, settings, where, environment }: Measured): readonly Explained[] {
  if (result?.kind === "consistency" && settings.kind === "consistency")
    return explainConsistency(result, settings);
  if (result?.kind === "sync" && settings.kind === "sync") return explainSync(result, settings);
  if (result?.kind === "scaling" && settings.kind === "scaling")
    return explainScaling(result, {
      caps: settings,
      cores: environment?.machine.cores ?? null,
      place: where.place,
    });
  return [];
}
