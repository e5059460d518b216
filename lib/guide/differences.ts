import type { Guide } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { parseAddress } from "@/lib/info/address";
import { replicaBufferLimit } from "@/lib/info/buffer-limit";
import { type GuideFacts, type GuideServer, serversOf } from "./facts";
import { instanceSettings } from "./instance-settings";
import { placeholders } from "./secrets";
import { isKnown } from "./setting";

/** What an instance has and what the guide advises, where the first will not do. */
export interface Difference {
  readonly instance: string;
  readonly setting: string;
  /** In words: `1.00 MiB`. */
  readonly now: string;
  readonly advised: string;
  readonly why: string;
  /** What changes it in a running server, for redis-cli; null: only its file does, at the next start. */
  readonly command: string | null;
}

/** The settings that are read of a running server for it. */
export const comparedSettings: ReadonlySet<string> = new Set(
  instanceSettings.flatMap(({ id, holds }) => (holds === undefined ? [] : id)),
);

/**
 * Where the observed settings fall short of the advised ones, by instance; more than is advised is no difference. An instance that
 * the facts do not name is compared as a replica of the primary, since roles change.
 */
export function differencesOf(facts: GuideFacts, settings: Guide["settings"]): Difference[] {
  const servers = serversOf(facts);
  return settings.flatMap(({ instance, values }) =>
    values === null ? [] : differencesAt(facts, serverAt(servers, instance, facts), instance, values),
  );
}

function serverAt(servers: readonly GuideServer[], instance: string, { primary }: GuideFacts): GuideServer {
  const parsed = parseAddress(instance);
  const address = parsed.ok ? parsed.value : primary;
  return (
    servers.find((one) => one.address.host === address.host && one.address.port === address.port) ?? {
      name: "replica-1",
      address,
      follows: primary,
    }
  );
}

function differencesAt(
  facts: GuideFacts,
  at: GuideServer,
  instance: string,
  values: Readonly<Record<string, string>>,
): Difference[] {
  const place = { facts, at, secrets: placeholders };
  return instanceSettings.flatMap((row): Difference[] => {
    const [now, advised] = [values[row.id], isKnown(row, facts.version) ? row.values(place) : []];
    const [first] = advised;
    if (row.holds === undefined || now === undefined || first === undefined || row.holds(now, advised))
      return [];
    const joined = advised.join(" ");
    return [
      {
        instance,
        setting: row.id,
        now: inWords(row.id, now),
        advised: inWords(row.id, joined),
        why: row.why(place),
        command:
          row.restart === true ? null : `CONFIG SET ${row.id} ${/[ ]/.test(joined) ? `"${joined}"` : joined}`,
      },
    ];
  });
}

const MEBIBYTE = 1024 * 1024;

/** A value for people: sizes with their unit, and of the limits that of replicas alone. */
function inWords(setting: string, value: string): string {
  if (value === "" || value === '""') return "none";
  if (setting === "client-output-buffer-limit") {
    const limit = replicaBufferLimit(
      value.replaceAll(/(\d{1,9})mb/g, (_, mebibytes) => String(Number(mebibytes) * MEBIBYTE)),
    );
    if (limit === null) return value;
    const hard = limit.hardBytes === null ? "no limit" : formatBytes(limit.hardBytes);
    return limit.soft === null
      ? hard
      : `${hard}, ${formatBytes(limit.soft.bytes)} for ${limit.soft.seconds} s`;
  }
  if (setting !== "repl-backlog-size") return value;
  const mebibytes = /^(\d{1,9})mb$/.exec(value)?.[1];
  return formatBytes(Number(mebibytes ?? value) * (mebibytes === undefined ? 1 : MEBIBYTE));
}
