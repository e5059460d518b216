import { actionWords } from "@/components/runs/wording";
import type { Action, AuditEntry, AuditKind } from "@/lib/contract";

/** The kinds of rows in the words of a filter. */
export const auditWords: Record<AuditKind, string> = {
  plan: "Plan made",
  undo: "Undo planned",
  "run-started": "Run started",
  "run-taken-up": "Run taken up",
  "step-sent": "Command sent",
  "step-ended": "Step ended",
  "run-ended": "Run ended",
  cancel: "Cancelled",
  denied: "Refused",
  "group-added": "Group added",
  "group-removed": "Group removed",
  "instance-forgotten": "Instance forgotten",
  "backup-deleted": "Backup struck",
  "backup-downloaded": "Backup downloaded",
  "backup-accepted": "Backup accepted",
};

const isAction = (value: unknown): value is Action =>
  typeof value === "string" && Object.hasOwn(actionWords, value);
const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const actionOf = (value: unknown): string | null => (isAction(value) ? actionWords[value].noun : text(value));
/** A field of an object that came from a row: rows are kept for ever, those of other versions too. */
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** What a row is about in one line, from its detail; empty where its kind says it all. */
export function auditText({ kind, detail }: AuditEntry): string {
  switch (kind) {
    case "plan":
    case "undo":
      return actionOf(field(detail.request, "action")) ?? "";
    case "run-started":
      return actionOf(detail.action) ?? "";
    case "step-sent":
      return Array.isArray(detail.command) ? detail.command.join(" ") : "";
    case "step-ended":
      return [`${text(detail.step) ?? "step"}: ${text(detail.state) ?? "ended"}`, text(detail.text)]
        .filter((part) => part !== null)
        .join(". ");
    case "run-ended":
      return text(detail.summary) ?? text(detail.state) ?? "";
    case "denied":
      return text(detail.reason) ?? deniedOrigin(detail);
    case "group-added":
    case "group-removed":
      return text(detail.name) ?? "";
    case "backup-deleted":
      return [text(detail.backup), text(detail.why)].filter((part) => part !== null).join(". ");
    case "backup-downloaded":
    case "backup-accepted":
      return text(detail.backup) ?? "";
    case "run-taken-up":
    case "cancel":
    case "instance-forgotten":
      return "";
  }
}

const deniedOrigin = ({ asked, origin }: AuditEntry["detail"]): string =>
  `${text(asked) ?? "A request"} from ${text(origin) ?? "no Origin"}`;
