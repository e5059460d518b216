import Link from "next/link";
import type { ReactNode } from "react";
import { CheckList } from "@/components/runs/check-list";
import { CopyButton } from "@/components/runs/copy-button";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount, formatSeconds, UNKNOWN } from "@/lib/format";
import { AcceptBackup } from "./accept-backup";
import { DrillResult } from "./drill-result";
import { hasFile } from "./proofs";
import { ReadAgain } from "./read-again";

const promise: Record<Backup["state"], string> = {
  running: "The backup is under way.",
  saved:
    "The instance proved that this very save ended well. Its file lies on the instance's host and was not read by Tidemark, so its content is not verified.",
  verified: "Every byte was read as it came, and all of these held. Tidemark keeps the file.",
  failed: "Nothing was kept of this backup.",
  damaged: "The file is not what was stored: it is not given out. Take a new backup.",
};

/** What was proven of a backup, and all that is known of it. */
export function BackupDetails({ backup }: { backup: Backup }) {
  const place = backup.location ?? (hasFile(backup) ? null : backup.path);
  return (
    <div className="grid gap-x-10 gap-y-3 pt-1 lg:grid-cols-2">
      <div>
        <p className="mb-1.5 max-w-[70ch] text-pretty text-fg-2">{promise[backup.state]}</p>
        <CheckList checks={backup.checks} />
        <AcceptBackup backup={backup} />
      </div>
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] content-start gap-y-0.5">
        <Fact name="File">
          {place === null ? (
            kept(backup)
          ) : (
            <span className="flex items-start gap-2">
              <span className="mono min-w-0 break-all">{place}</span>
              <CopyButton text={place} />
            </span>
          )}
        </Fact>
        <Fact name="Source">
          <span className="mono">{backup.instance}</span>
          {backup.sourceLagSeconds !== null && `, ${formatSeconds(backup.sourceLagSeconds)} behind`}
        </Fact>
        <Fact name="Stream">
          <span className="mono break-all">{backup.replid ?? UNKNOWN}</span> at{" "}
          <span className="mono">{formatCount(backup.offset)}</span>
        </Fact>
        <Fact name="Size">{formatBytes(backup.sizeBytes)}</Fact>
        <Fact name="Keys">
          {formatCount(backup.keys)}, {formatCount(backup.expires)} with an expiry
          {backup.databases !== null && backup.databases.length > 1 && (
            <span className="block text-fg-3">
              {backup.databases.map(({ index, keys }) => `db${index} ${formatCount(keys)}`).join(" · ")}
            </span>
          )}
        </Fact>
        <Fact name="Server">
          {backup.serverVersion ?? UNKNOWN}, RDB version {backup.rdbVersion ?? UNKNOWN}
        </Fact>
        <Fact name="SHA-256">
          <span className="mono break-all">{backup.sha256 ?? UNKNOWN}</span>
        </Fact>
        {hasFile(backup) && (
          <Fact name="Read again">
            <ReadAgain backup={backup} />
          </Fact>
        )}
        {hasFile(backup) && (
          <Fact name="Drill">
            <DrillResult backup={backup} />
          </Fact>
        )}
        <Fact name="Then">
          <Link href={chartsAt(backup)} className="text-accent hover:underline">
            Charts at that time
          </Link>
        </Fact>
        {backup.run !== null && (
          <Fact name="Run">
            <Link href={`/runs/${encodeURIComponent(backup.run)}`} className="text-accent hover:underline">
              Open run
            </Link>
          </Fact>
        )}
      </dl>
    </div>
  );
}

/** Where the file is that has neither a place in a bucket nor a path to show. */
const kept = (backup: Backup): string => {
  if (hasFile(backup)) return "In Tidemark's data-dir";
  return backup.method === "bgsave" ? UNKNOWN : "Not kept";
};

/** The group's page as it was when the backup ended, or began where it has not. */
const chartsAt = ({ group, startedAt, endedAt }: Backup): string =>
  `/g/${encodeURIComponent(group)}?at=${encodeURIComponent(endedAt ?? startedAt)}`;

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
);
