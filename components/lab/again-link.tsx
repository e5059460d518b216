"use client";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import type { Experiment } from "@/lib/contract";
import { againHref } from "./form";

/** The form with these settings in it; nothing starts before somebody says so. */
export function AgainLink({ experiment }: { experiment: Experiment }) {
  const router = useRouter();
  return <Button onClick={() => router.push(againHref(experiment))}>Run again…</Button>;
}
