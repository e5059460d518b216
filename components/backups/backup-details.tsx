import Link from "next/link";
import type { ReactNode } from "react";
import { CheckList } from "@/components/runs/check-list";
import { CopyButton } from "@/components/runs/copy-button";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount, formatSeconds, UNKNOWN } from "@/lib/format";

const promise: Record<Backup["state"], string> = {
  running: "The save is under way.",
  saved:
    "The instance proved that this very save ended well. Its file lies on the instance's host and was not read by Tidemark, so its content is not verified.",
  verified: "The file was read whole and its checksum matches.",
  failed: "Nothing was kept of this save.",
  damaged: "The file is not what was saved.",
};

/** What was proven of a backup, and all that is known of it. */
export function BackupDetails({ backup }: { backup: Backup }) {
  return (
    <div className="grid gap-x-10 gap-y-3 pt-1 lg:grid-cols-2">
      <div>
        <p className="mb-1.5 max-w-[70ch] text-pretty text-fg-2">{promise[backup.state]}</p>
        <CheckList checks={backup.checks} />
      </div>
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] content-start gap-y-0.5">
        <Fact name="File">
          {backup.path === null ? (
            UNKNOWN
          ) : (
            <span className="flex items-start gap-2">
              <span className="mono min-w-0 break-all">{backup.path}</span>
              <CopyButton text={backup.path} />
            </span>
          )}
        </Fact>
        <Fact name="Source">
          <span className="mono">{backup.instance}</span>, {formatSeconds(backup.sourceLagSeconds)} behind
        </Fact>
        <Fact name="Stream">
          <span className="mono break-all">{backup.replid ?? UNKNOWN}</span> at{" "}
          <span className="mono">{formatCount(backup.offset)}</span>
        </Fact>
        <Fact name="Size">{formatBytes(backup.sizeBytes)}</Fact>
        <Fact name="Keys">
          {formatCount(backup.keys)}, {formatCount(backup.expires)} with an expiry
        </Fact>
        <Fact name="Server">
          {backup.serverVersion ?? UNKNOWN}, RDB version {backup.rdbVersion ?? UNKNOWN}
        </Fact>
        <Fact name="SHA-256">
          <span className="mono break-all">{backup.sha256 ?? UNKNOWN}</span>
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

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
);
