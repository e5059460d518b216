import type { Metadata } from "next";
import { AuditPage } from "@/components/audit/audit-page";

export const metadata: Metadata = { title: "Audit" };

/** Who did what, and what was refused. */
export default function Page() {
  return <AuditPage />;
}
