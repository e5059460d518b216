"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { signInHref } from "@/components/access/return-path";
import { withoutBase } from "@/components/live/base";
import { useAccess } from "@/components/live/who";

/** Takes whoever is not signed in, or not any more, to where one signs in, and says where they were. */
export function SignInGate() {
  const router = useRouter();
  const access = useAccess();
  const nobody = access !== null && access.you === null;
  useEffect(() => {
    if (nobody) router.replace(signInHref(`${withoutBase(location.pathname)}${location.search}`));
  }, [nobody, router]);
  return null;
}
