import type { Metadata } from "next";
import { PeoplePage } from "@/components/people/people-page";

export const metadata: Metadata = { title: "People & tokens" };

/** Who may do what: people, and tokens for programs. */
export default function Page() {
  return <PeoplePage />;
}
