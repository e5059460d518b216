import { type GuideServer, serversOf } from "./facts";
import { factsWith } from "./guide.fixture";
import { instanceSettings } from "./instance-settings";
import { placeholders } from "./secrets";
import { type SentinelPlace, sentinelSettings } from "./sentinel-settings";
import type { Setting } from "./setting";

const facts = factsWith({ tls: "yes", outage: "45m", "min-replicas": "1", replicas: "cache-2.example:6379" });
const replica = serversOf(facts)[1];
const [address] = facts.sentinel?.addresses ?? [];
if (replica === undefined || address === undefined) throw new Error("no replica, or no Sentinel");

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\u00a0", " ");

function table<At>(rows: readonly Setting<At>[], at: At): string {
  const lines = rows.map((row) => {
    const place = { facts, at, secrets: placeholders };
    const from = row.since === undefined ? "" : `from ${row.since.join(".")}`;
    const until = row.before === undefined ? "" : `before ${row.before.join(".")}`;
    return `| \`${row.id}\` | ${from}${until} | ${cell(row.why(place))} | ${cell(row.source)} |`;
  });
  return ["| setting | version | why | source |", "|---|---|---|---|", ...lines].join("\n");
}

/** The tables of docs/guide.md, by the mark before each. */
export const documented: Readonly<Record<string, string>> = {
  "instance-settings": table<GuideServer>(instanceSettings, replica),
  "sentinel-settings": table<SentinelPlace>(sentinelSettings, { address, index: 0, quorum: 2, count: 3 }),
};
