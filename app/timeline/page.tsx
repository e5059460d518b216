import type { Metadata } from "next";
import { TimelinePage } from "@/components/events/timeline-page";

export const metadata: Metadata = { title: "Timeline" };

/** Everything that happened. */
export default function Page() {
  return <TimelinePage />;
}
