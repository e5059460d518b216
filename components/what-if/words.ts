import type { Figure } from "@/components/runs/plan-figures";
import type { SketchMark } from "@/components/runs/sketch-drawing";
import type { Survivor, WhatIf } from "@/lib/contract";
import { formatBytes } from "@/lib/format";

const words: Record<Survivor["resync"], string> = {
  none: "unchanged",
  partial: "continues",
  full: "copies all",
  unknown: "unknown",
};

/** The verdict on one replica: `copies all, ≤ 3.20 GiB`. */
export function verdictOf({ resync, copyBytes, upstream }: Survivor): SketchMark {
  if (upstream === null) return { word: "stranded", tone: "crit", line: "dotted" };
  const word = words[resync];
  if (resync === "full")
    return {
      word: copyBytes === null ? word : `${word}, ≤ ${formatBytes(copyBytes)}`,
      tone: "sync",
      line: "dashed",
    };
  return resync === "unknown"
    ? { word, tone: "off", line: "dotted" }
    : { word, tone: "plain", line: "solid" };
}

/** `None`, `≤ 12.0 KiB`, `≥ 2.00 KiB`: the most where it is known, else what is sure. */
export function lossFigure({ verdict, bytesAtLeast, bytesAtMost }: WhatIf["loss"]): Figure {
  const label = "writes lost";
  if (verdict === "none") return { value: "None", label, tone: "plain" };
  const tone = verdict === "certain" ? "crit" : "warn";
  if (bytesAtMost !== null && bytesAtLeast !== null && bytesAtLeast > 0)
    return {
      value:
        bytesAtMost === bytesAtLeast
          ? formatBytes(bytesAtLeast)
          : `${formatBytes(bytesAtLeast)} to ${formatBytes(bytesAtMost)}`,
      label,
      tone,
    };
  if (bytesAtMost !== null) return { value: `≤ ${formatBytes(bytesAtMost)}`, label, tone };
  return { value: bytesAtLeast === null ? "Unknown" : `≥ ${formatBytes(bytesAtLeast)}`, label, tone };
}

const writes: Record<WhatIf["writes"]["verdict"], Pick<Figure, "value" | "tone">> = {
  accepted: { value: "Accepted", tone: "plain" },
  wait: { value: "Wait", tone: "warn" },
  refused: { value: "Refused", tone: "crit" },
  unknown: { value: "Unknown", tone: "warn" },
};

function survivorsFigure(survivors: readonly Survivor[]): Figure {
  const count = (resync: Survivor["resync"]): number =>
    survivors.filter((one) => one.resync === resync).length;
  const said = (["full", "partial", "unknown"] as const).filter((resync) => count(resync) > 0);
  return {
    value: said.length === 0 ? "None" : said.map((resync) => `${count(resync)} ${resync}`).join(", "),
    label: "resyncs",
    tone: count("full") > 0 || count("unknown") > 0 ? "warn" : "plain",
  };
}

/** The three numbers said first: what is lost, whether writes go on, what must be copied. */
export const figuresOf = ({ loss, writes: at, survivors }: WhatIf): Figure[] => [
  lossFigure(loss),
  { ...writes[at.verdict], label: "writes afterwards" },
  survivorsFigure(survivors),
];
