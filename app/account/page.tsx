import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";

export const metadata: Metadata = { title: "Account" };

/** One's own password, second factor and sessions. */
export default function Page() {
  return <AccountPage />;
}
