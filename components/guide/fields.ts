import type { Guide } from "@/lib/contract";
import type { GuideField } from "@/lib/guide/form";

interface FieldWords {
  readonly field: GuideField;
  readonly label: string;
  readonly hint?: string;
  /** `lines`: a list, a line each. Else the choices, with their words. */
  readonly kind: "text" | "lines" | readonly { readonly value: string; readonly label: string }[];
}

/** The form, in its order. */
export const fieldSections: readonly { readonly title: string; readonly fields: readonly FieldWords[] }[] = [
  {
    title: "Servers",
    fields: [
      { field: "name", label: "Name of the group", kind: "text" },
      { field: "version", label: "Version", hint: "redis 7.0, valkey 8.1", kind: "text" },
      { field: "primary", label: "Primary", hint: "host:port, as the others dial it", kind: "text" },
      {
        field: "replicas",
        label: "Replicas",
        hint: "A line each: host:port, or host:port follows host:port",
        kind: "lines",
      },
    ],
  },
  {
    title: "Load",
    fields: [
      { field: "rate", label: "Writes in a second", hint: "1MiB; empty: not known", kind: "text" },
      {
        field: "outage",
        label: "Longest outage to survive",
        hint: "5m: shorter ones end without a full copy",
        kind: "text",
      },
      { field: "data", label: "Size of the data set", hint: "20GiB; empty: not known", kind: "text" },
      {
        field: "copy",
        label: "Speed of a full copy, in a second",
        hint: "Saved, sent and loaded",
        kind: "text",
      },
    ],
  },
  {
    title: "Safety",
    fields: [
      {
        field: "auth",
        label: "Who may log in",
        kind: [
          { value: "acl", label: "A user for each party (ACL)" },
          { value: "password", label: "One password for all" },
        ],
      },
      {
        field: "tls",
        label: "Connections",
        kind: [
          { value: "no", label: "In clear" },
          { value: "yes", label: "TLS alone" },
        ],
      },
      {
        field: "persistence",
        label: "Kept on disk",
        kind: [
          { value: "aof", label: "Every second, and snapshots (AOF)" },
          { value: "rdb", label: "Snapshots (RDB)" },
          { value: "none", label: "Nothing" },
        ],
      },
      {
        field: "min-replicas",
        label: "Replicas that must keep up",
        hint: "0: writes are taken without any",
        kind: "text",
      },
    ],
  },
  {
    title: "Sentinel",
    fields: [
      { field: "sentinels", label: "Sentinels", hint: "A line each: host:port; empty: none", kind: "lines" },
      { field: "quorum", label: "Quorum", hint: "Empty: more than half", kind: "text" },
    ],
  },
  {
    title: "Folders on the servers",
    fields: [
      { field: "config-dir", label: "Configuration", kind: "text" },
      { field: "data-dir", label: "Data", kind: "text" },
    ],
  },
];

/** Where a field's value was seen; null: it was not. */
export function whereSeen(guide: Guide | null, field: GuideField): string | null {
  if (guide === null) return null;
  const facts: Partial<Record<GuideField, { readonly seen: string } | null>> = {
    version: guide.version,
    primary: guide.primary,
    replicas: guide.replicas,
    rate: guide.writeBytesPerSecond,
    data: guide.dataBytes,
    tls: guide.tls,
    auth: guide.auth,
    persistence: guide.persistence,
    "min-replicas": guide.minReplicas,
    sentinels: guide.sentinel,
  };
  return facts[field]?.seen ?? null;
}
