import type { LabResult, LabSettings } from "@/lib/contract";

/** A figure, what it means in two sentences, and where the rule behind it stands. */
export interface Explained {
  readonly figure: string;
  readonly title: string;
  readonly value: string;
  readonly text: string;
  readonly source: string;
}

/** The figures of a result that a reader should see first, each explained. */
export function explained(_result: LabResult, _settings: LabSettings): readonly Explained[] {
  return [];
}
