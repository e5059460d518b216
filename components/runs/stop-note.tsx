import type { Run } from "@/lib/contract";
import { stopConsequence } from "./consequences";

/** Below a run that goes on: what would become of it without Tidemark. */
export const StopNote = ({ run, nameOf }: { run: Run; nameOf: (instance: string) => string }) => (
  <p className="border-t bg-inset px-(--pane) py-2 text-pretty text-12 text-fg-2">
    {stopConsequence(run, nameOf)}
  </p>
);
