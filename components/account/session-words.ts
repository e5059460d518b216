const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\b(?:Linux|X11)\b/, "Linux"],
];

const first = (rows: typeof browsers, agent: string): string | null =>
  rows.find(([pattern]) => pattern.test(agent))?.[1] ?? null;

/** A browser by its User-Agent, for a person: `Firefox on Linux`; else the text itself. Several claim to be others: the order counts. */
export function agentWords(agent: string | null): string {
  if (agent === null || agent === "") return "Unknown browser";
  const browser = first(browsers, agent);
  const system = first(systems, agent);
  if (browser === null) return agent;
  return system === null ? browser : `${browser} on ${system}`;
}
