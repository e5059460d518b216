"use client";
import { useHealth } from "@/components/live/store";
import { Banner } from "@/components/ui/banner";
import { StateShape } from "@/components/ui/state-shape";

/** Says that nothing is kept, or that what was kept is damaged: the live view goes on, which would hide it. */
export function StoreBanner() {
  const problem = useHealth()?.storeProblem ?? null;
  if (problem === null) return null;
  return (
    <Banner tone="crit" icon={<StateShape state="link-down" size={12} />}>
      <span>
        <strong className="font-semibold">Tidemark's store has a problem.</strong> {problem}
      </span>
    </Banner>
  );
}
