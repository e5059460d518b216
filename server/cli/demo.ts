import { untilSignal } from "./signal";

/** Runs the demo until a signal comes. */
export async function demo(options: { port: string; replicas: number; dev: boolean }): Promise<number> {
  const { DemoError, runDemo } = await import("@/server/demo");
  try {
    await runDemo({ ...options, port: Number(options.port), say: console.log, signal: untilSignal() });
    return 0;
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    console.error(error.message);
    return 1;
  }
}
