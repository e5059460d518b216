import type { Metadata } from "next";
import { Suspense } from "react";
import { GuidePage } from "@/components/guide/guide-page";

export const metadata: Metadata = { title: "Set-up guide" };

/** What the files of a group should say, and what falls short of it. */
export default function Page() {
  return (
    <Suspense>
      <GuidePage />
    </Suspense>
  );
}
