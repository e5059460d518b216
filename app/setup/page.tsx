import type { Metadata } from "next";
import { SetUpPage } from "@/components/sign-in/set-up-page";

export const metadata: Metadata = { title: "Set up" };

/** What a one-use link is for: the first account, an invitation, a new password. */
export default function Page() {
  return <SetUpPage />;
}
