import type { Metadata } from "next";
import { ConfirmedPage } from "@/components/sign-in/confirmed-page";

export const metadata: Metadata = { title: "Confirmed" };

/** Where the OpenID provider comes back to in a tab of its own. */
export default function Page() {
  return <ConfirmedPage />;
}
