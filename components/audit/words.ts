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
  "lab-allowed": "Lab allowed or not",
  "experiment-started": "Experiment started",
  "experiment-ended": "Experiment ended",
  "experiment-deleted": "Experiment deleted",
  "signed-in": "Signed in",
  "signed-out": "Signed out",
  "sign-in-failed": "Sign-in failed",
  "identity-confirmed": "Identity confirmed",
  "account-set-up": "Account set up",
  "user-added": "Person added",
  "user-changed": "Person changed",
  "user-removed": "Person removed",
  "user-link": "Link made",
  "token-added": "Token added",
  "token-removed": "Token removed",
  "session-ended": "Session ended",
  "password-changed": "Password changed",
  "second-factor-set": "Second factor set",
  "second-factor-removed": "Second factor removed",
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
      return text(detail.reason) ?? deniedRequest(detail);
    case "group-added":
    case "group-removed":
      return text(detail.name) ?? "";
    case "backup-deleted":
      return [text(detail.backup), text(detail.why)].filter((part) => part !== null).join(". ");
    case "lab-allowed":
      return [text(detail.place), detail.allowed === true ? "allowed" : "forbidden"]
        .filter((part) => part !== null)
        .join(" ");
    case "experiment-started":
    case "experiment-ended":
    case "experiment-deleted":
      return ["measures", "place", "state"]
        .map((name) => text(detail[name]))
        .filter((part) => part !== null)
        .join(", ");
    case "backup-downloaded":
    case "backup-accepted":
      return text(detail.backup) ?? "";
    case "signed-in":
    case "sign-in-failed":
    case "identity-confirmed":
    case "account-set-up":
    case "user-added":
    case "user-changed":
    case "user-removed":
    case "user-link":
    case "token-added":
    case "token-removed":
    case "session-ended":
    case "second-factor-removed":
      return ["user", "token", "name", "way", "change", "address"]
        .map((name) => text(detail[name]))
        .filter((part) => part !== null)
        .join(", ");
    case "signed-out":
    case "password-changed":
    case "second-factor-set":
    case "run-taken-up":
    case "cancel":
    case "instance-forgotten":
      return "";
  }
}

const deniedRequest = ({ code, asked, origin, needs }: AuditEntry["detail"]): string => {
  const what = text(asked) ?? "A request";
  if (code === "forbidden") return `${what} needs ${text(needs) ?? "another role"}`;
  return `${what} from ${text(origin) ?? "no Origin"}`;
};
