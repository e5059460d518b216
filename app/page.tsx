import type { Metadata } from "next";
import { Suspense } from "react";
import { Fleet } from "@/components/fleet/fleet";

export const metadata: Metadata = { title: { absolute: "Fleet · Tidemark" } };

export default function FleetPage() {
  return (
    <Suspense>
      <Fleet />
    </Suspense>
  );
}
