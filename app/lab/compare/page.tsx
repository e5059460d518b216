import type { Metadata } from "next";
import { Suspense } from "react";
import { ComparePage } from "@/components/lab/compare-page";

export const metadata: Metadata = { title: "Compare experiments" };

/** Several experiments of one kind side by side. */
export default function Page() {
  return (
    <Suspense>
      <ComparePage />
    </Suspense>
  );
}
