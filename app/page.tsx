import type { Metadata } from "next";
import { Suspense } from "react";
import { Fleet } from "@/components/fleet/fleet";

export const metadata: Metadata = { title: "Fleet" };

export default function FleetPage() {
  return (
    <Suspense>
      <Fleet />
    </Suspense>
  );
}
