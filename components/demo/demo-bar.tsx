"use client";
import dynamic from "next/dynamic";
import { useHealth } from "@/components/live/store";

const DemoFaults = dynamic(() => import("./demo-faults").then((m) => m.DemoFaults), { ssr: false });

/** Faults to play with. It exists only where Tidemark started the servers itself. */
export function DemoBar() {
  const demo = useHealth()?.demo ?? false;
  return demo ? <DemoFaults /> : null;
}
