import type { LagThresholds } from "@/lib/group/member";
import type { SessionLimits, SettingsToken } from "@/server/auth/identify";
import type { TargetSetting } from "@/server/backup/targets/places";
import type { S3Access } from "@/server/backup/targets/s3/client";
import type { GroupConfig, HeartbeatOptions, PollOptions } from "@/server/poller/config";
import { slug } from "@/server/poller/slug";
import type { Network } from "@/server/redis/network";
import type { GivenKey } from "@/server/store/seal-key";
import type { OidcSettings, ProxySettings } from "./access-section";
import type { Listen } from "./listen";
import type { SettingsFile } from "./schema";
import { seedGroups } from "./seeds";

/** History is kept in tiers, finest first; each step is a whole multiple of the one before and kept at least as long. */
export interface Tier {
  readonly stepMs: number;
  readonly keepMs: number;
}
export type Tiers = readonly [Tier, ...Tier[]];

/** What becomes of backups by themselves. A schedule is a cron expression in UTC; null: none. */
export interface KeepSettings {
  readonly keep: { readonly last: number; readonly days: number };
  readonly schedule: string | null;
  /** A group whose newest verified backup is older than this is not protected as it should be. */
  readonly maxAgeMs: number;
  readonly drill: {
    readonly schedule: string | null;
    readonly maxAgeMs: number;
    /** The program to restore with; null: the one found on PATH. */
    readonly serverPath: string | null;
  };
  readonly recheck: { readonly schedule: string | null };
}

export interface BackupSettings extends KeepSettings {
  readonly target: TargetSetting;
  readonly s3: S3Access;
}

/** The settings as the program uses them: units in the names, `~` expanded. */
export interface Settings {
  /** The file they were read from; null: defaults, environment and flags alone. */
  readonly file: string | null;
  readonly listen: Listen;
  /** An origin, and a path where there is one: `https://tidemark.example`, `https://ops.example/tidemark`; null: `http://` and the address really listened at. */
  readonly publicUrl: string | null;
  /** The certificate to serve with, and its key; null: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly dataDir: string;
  readonly secretKey: GivenKey;
  readonly logLevel: SettingsFile["log-level"];
  readonly poll: PollOptions;
  /** Where servers and Sentinels may lie, whoever names them. */
  readonly networks: { readonly allow: readonly Network[] };
  readonly history: { readonly keep: Tiers };
  readonly lag: LagThresholds;
  readonly actions: { readonly enabled: boolean; readonly failoverTimeoutMs: number };
  /** Null: no key is ever written. */
  readonly heartbeat: HeartbeatOptions | null;
  readonly backups: BackupSettings;
  readonly access: AccessSettings;
  /** Other machines may be served without https. */
  readonly insecureHttp: boolean;
  readonly groups: readonly GroupConfig[];
}

/** Who may come in, as far as the settings say. */
export interface AccessSettings {
  readonly tokens: readonly SettingsToken[];
  readonly session: SessionLimits;
  /** Proxies whose X-Forwarded-For says where somebody is. */
  readonly forwardedFrom: readonly Network[];
  /** Null: no provider. */
  readonly oidc: OidcSettings | null;
  /** Null: no proxy is trusted. */
  readonly proxy: ProxySettings | null;
}

/** From the file's words to the program's, with the groups of the command line beside those of the file. */
export const toSettings = (
  file: SettingsFile,
  from: {
    file: string | null;
    dataDir: string;
    tls: Settings["tls"];
    secretKey: GivenKey;
    seeds: readonly string[];
  },
): Settings => ({
  file: from.file,
  listen: file.listen,
  publicUrl: file["public-url"],
  tls: from.tls,
  dataDir: from.dataDir,
  secretKey: from.secretKey,
  logLevel: file["log-level"],
  poll: {
    intervalMs: file.poll.interval,
    timeoutMs: file.poll.timeout,
    discover: file.poll.discover,
  },
  networks: file.networks,
  history: file.history,
  lag: {
    warnSeconds: file.lag.warn / 1000,
    criticalSeconds: file.lag.critical / 1000,
    warnBytes: file.lag["warn-bytes"],
  },
  actions: {
    enabled: file.actions.enabled,
    failoverTimeoutMs: file.actions["failover-timeout"],
  },
  heartbeat: file.heartbeat.enabled
    ? { prefix: file.heartbeat.prefix, intervalMs: file.heartbeat.interval, ttlMs: file.heartbeat.ttl }
    : null,
  backups: {
    target: file.backups.target,
    s3: {
      endpoint: file.backups.s3.endpoint,
      region: file.backups.s3.region,
      pathStyle: file.backups.s3["path-style"],
    },
    keep: file.backups.keep,
    schedule: file.backups.schedule,
    maxAgeMs: file.backups["max-age"],
    drill: {
      schedule: file.backups.drill.schedule,
      maxAgeMs: file.backups.drill["max-age"],
      serverPath: file.backups.drill.server,
    },
    recheck: file.backups.recheck,
  },
  insecureHttp: file.access["insecure-http"],
  access: {
    tokens: file.access.tokens.map(({ name, role, groups, token }) => ({
      name,
      token,
      grants:
        groups === undefined
          ? { all: role, groups: {} }
          : { all: null, groups: Object.fromEntries(groups.map((group) => [slug(group), role])) },
    })),
    session: { idleMs: file.access.session.idle, longestMs: file.access.session.longest },
    forwardedFrom: file.access["forwarded-from"],
    oidc: file.access.oidc,
    proxy: file.access.proxy,
  },
  groups: [...file.groups, ...seedGroups(from.seeds)],
});
