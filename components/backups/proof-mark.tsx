import { Check, X } from "lucide-react";
import { UNKNOWN } from "@/lib/format";
import type { Proof } from "./proofs";

/** A proof in one sign, with the word a reader without sight hears. */
export function ProofMark({ proof }: { proof: Proof }) {
  if (proof === null) return <span className="text-fg-3">{UNKNOWN}</span>;
  if (proof === "off") return <span className="text-fg-2">off</span>;
  return (
    <>
      <span className="sr-only">{proof === "holds" ? "matches" : "does not match"}</span>
      {proof === "holds" ? (
        <Check size={16} strokeWidth={1.5} aria-hidden="true" className="text-ok" />
      ) : (
        <X size={16} strokeWidth={1.75} aria-hidden="true" className="text-crit" />
      )}
    </>
  );
}
