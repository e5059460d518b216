import type { Metadata } from "next";
import { Suspense } from "react";
import { LabPage } from "@/components/lab/lab-page";

export const metadata: Metadata = { title: "Lab" };

/** What replication gives and costs here, measured. */
export default function Page() {
  return (
    <Suspense>
      <LabPage />
    </Suspense>
  );
}
