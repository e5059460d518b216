import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type { LabEnvironment } from "@/lib/contract";

/** The machine this process runs on, as far as figures depend on it. */
export function thisMachine(): LabEnvironment["machine"] {
  const [load] = loadavg();
  return {
    system: `${type()} ${release()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    // Windows counts none, and says 0.
    loadBefore: process.platform === "win32" || load === undefined ? null : load,
  };
}
