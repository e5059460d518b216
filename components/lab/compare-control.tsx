"use client";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import type { Experiment } from "@/lib/contract";
import { compareBlocked, compareHref } from "./compare-path";

/** The way to the chosen experiments side by side. */
export function CompareControl({ experiments }: { experiments: readonly Experiment[] }) {
  const router = useRouter();
  return (
    <Button
      size="row"
      blocked={compareBlocked(experiments)}
      onClick={() => router.push(compareHref(experiments.map(({ id }) => id)))}
    >
      {experiments.length === 0 ? "Compare" : `Compare ${experiments.length}`}
    </Button>
  );
}
