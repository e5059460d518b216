import { runDemo } from "@/server/demo";
import { giveBackEveryMs, giveBackMemory } from "@/server/give-back";
import { untilSignal } from "./signal";

/** Runs the demo until a signal comes. */
export async function demo(options: { port: string; replicas: number; sentinel: boolean }): Promise<number> {
  giveBackMemory(giveBackEveryMs);
  await runDemo({ ...options, port: Number(options.port), say: console.log, signal: untilSignal() });
  return 0;
}
