import type { Metadata } from "next";
import { BackupsPage } from "@/components/backups/backups-page";

export const metadata: Metadata = { title: "Backups" };

/** What was saved, and from where. */
export default function Page() {
  return <BackupsPage />;
}
