"use client";
import { useHealth } from "@/components/live/store";
import { lazyPart } from "@/components/ui/lazy-part";

const DemoFaults = lazyPart("The faults", () => import("./demo-faults").then((m) => m.DemoFaults));

/** Faults to play with. It exists only where Tidemark started the servers itself. */
export function DemoBar() {
  const demo = useHealth()?.demo ?? false;
  return demo ? <DemoFaults /> : null;
}
