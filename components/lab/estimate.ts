import type { LabPlace, LabSettings } from "@/lib/contract";

/** Starting a group of throw-away servers and having them in step. Seconds. */
const START_SECONDS = 2;
/** Of a scaling measurement: its start, which is not counted, and the change to the next. Seconds. */
const BETWEEN_SECONDS = 2;
/** What a small machine fills, and copies over a link that nothing slows, in a second. Bytes. */
const FILL_BYTES = 60_000_000;
const COPY_BYTES = 100_000_000;

/** About how long an experiment will take. It is a guess of this page's, of a small machine. Seconds. */
export function estimateSeconds(settings: LabSettings, { place }: LabPlace): number {
  const start = place === "throwaway" ? START_SECONDS : 0;
  switch (settings.kind) {
    case "consistency":
      return start + settings.seconds;
    case "scaling": {
      const chain = settings.chained && Math.max(...settings.replicas) > 1 ? 1 : 0;
      return (settings.replicas.length + chain) * (start + BETWEEN_SECONDS + settings.seconds);
    }
    case "sync": {
      const { dataBytes, bytesPerSecond, outageSeconds, writeBytesPerSecond, backlogBytes } = settings;
      const written = outageSeconds * writeBytesPerSecond;
      let seconds = 0;
      for (const data of dataBytes)
        for (const limit of bytesPerSecond) {
          const speed = Math.min(limit ?? COPY_BYTES, COPY_BYTES);
          const second = written > backlogBytes ? data + written : written;
          seconds += start + data / FILL_BYTES + (data + second) / speed + outageSeconds;
        }
      return seconds;
    }
  }
}
