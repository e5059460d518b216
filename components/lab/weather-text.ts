import type { LinkWeather } from "@/lib/contract";
import { formatRate } from "@/lib/format";

/** What a link is like, for a person: `held`, `cut`, `200 ms later, at most 1.00 MiB/s`, `nothing in the way`. */
export function weatherText({ delayMs, paused, cut, bytesPerSecond }: LinkWeather): string {
  if (cut) return "cut";
  if (paused) return "held";
  const said = [
    ...(delayMs === 0 ? [] : [`${delayMs}\u00a0ms later`]),
    ...(bytesPerSecond === null ? [] : [`at most ${formatRate(bytesPerSecond)}`]),
  ];
  return said.length === 0 ? "nothing in the way" : said.join(", ");
}
