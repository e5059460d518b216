import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "@/lib/duration";
import { choices, type GuideField } from "@/lib/guide/form";
import type { ConfigFlags } from "./config";

type Said = Partial<Record<"outage" | "rate" | "data" | "quorum" | "persistence" | "auth" | "name", string>>;
interface Flags extends Said {
  measure: number;
  sentinels?: number;
  replicas?: number;
  minReplicas?: string;
  configDir?: string;
  dataDir?: string;
  tls?: boolean;
  generatePasswords: boolean;
  out?: string;
  force: boolean;
  json: boolean;
}

/** What `tidemark config` can be told. Whatever is left out is taken from the group. */
export const configOptions = (command: Command): Command =>
  command
    .option("--measure <time>", "how long writes are watched", measureTime, 5000)
    .option(
      "--outage <time>",
      "longest outage after which a replica shall continue, and not copy everything (5m)",
    )
    .option("--rate <size>", "bytes written in a second, instead of measuring: 1MiB")
    .option("--data <size>", "size of the data set, instead of what is in use now: 20GiB")
    .option("--replicas <count>", "so many replicas instead of those there are", wholeNumber)
    .option("--sentinels <count>", "so many Sentinels on the hosts of the group; 0: none", wholeNumber)
    .option(
      "--quorum <count>",
      "how many Sentinels must hold the primary to be down; default: more than half",
    )
    .option("--min-replicas <count>", "refuse writes while fewer replicas keep up")
    .addOption(new Option("--persistence <how>", "what is kept on disk").choices(choices.persistence))
    .addOption(new Option("--auth <how>", "a user for each party, or one password").choices(choices.auth))
    .option("--tls", "connections by TLS alone")
    .option("--name <name>", "what Sentinel calls the group")
    .option("--config-dir <folder>", "where configuration lies on the servers")
    .option("--data-dir <folder>", "where data lies on the servers")
    .option("--generate-passwords", "new passwords instead of places for them", false)
    .option("--out <folder>", "write the files there instead of printing them")
    .option("--force", "replace files that are there already", false)
    .option("--json", "facts, differences, remarks and files as one line of JSON", false);

export function configFlags(flags: Flags): ConfigFlags {
  const { measure, sentinels, replicas, generatePasswords, out, force, json, tls, ...others } = flags;
  const { minReplicas, configDir, dataDir, ...rest } = others;
  const said: Partial<Record<GuideField, string | undefined>> = {
    ...rest,
    "min-replicas": minReplicas,
    "config-dir": configDir,
    "data-dir": dataDir,
    tls: tls === true ? "yes" : undefined,
  };
  return {
    measureMs: measure,
    said: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    ...(sentinels !== undefined && { sentinels }),
    ...(replicas !== undefined && { replicas }),
    ...(out !== undefined && { out }),
    generatePasswords,
    force,
    json,
  };
}

function measureTime(text: string): number {
  const found = parseDuration(text);
  if (found.ok && found.value >= 500 && found.value <= 3_600_000) return found.value;
  throw new InvalidArgumentError("allowed: 500ms to 1h");
}

function wholeNumber(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("allowed: a whole number from 0 to 99");
}
