import type { Logger } from "pino";
import type { AuditDraft, EventDraft } from "@/lib/contract";
import type { Aftermaths } from "@/server/aftermath/aftermaths";
import type { Auth, Who } from "@/server/auth";
import type { Oidc } from "@/server/auth/oidc";
import type { Drills } from "@/server/backup/drill/drills";
import type { Keep } from "@/server/backup/keep";
import type { BackupTarget } from "@/server/backup/targets/target";
import type { Lab } from "@/server/lab/lab";
import type { Actions, ActionsGate, Demo, Fleet, Store } from "@/server/ports";
import type { Settings } from "@/server/settings";
import type { Sites } from "./sites";
import type { Gatekeeper } from "./who";

/** What the routes are made of. */
export interface ApiContext {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly actions: Actions;
  readonly drills: Pick<Drills, "startDrill" | "stop">;
  readonly gate: ActionsGate;
  readonly aftermaths: Pick<Aftermaths, "of">;
  /** Where backups lie that Tidemark keeps. */
  readonly backups: BackupTarget;
  /** How old a backup may be, and whether anything of backups is done by itself. */
  readonly backupAsked: { readonly maxAgeMs: number; readonly scheduled: boolean };
  readonly lab: Omit<Lab, "recover" | "close">;
  readonly demo: { readonly group: string; readonly demo: Demo } | null;
  readonly settings: Pick<Settings, "poll" | "lag" | "history" | "actions">;
  readonly sites: Sites;
  readonly auth: Auth;
  /** What the button of the OpenID provider says; null: there is none. */
  readonly provider: string | null;
  readonly oidc: Oidc | null;
  /** Who asks, and what they may do: every handler asks it first. */
  readonly gatekeeper: Gatekeeper;
  readonly version: string;
  readonly startedMs: number;
  readonly log: Logger;
  readonly now: () => number;
  /** Prometheus text and its media type. */
  readonly metrics: () => Promise<{ text: string; contentType: string }>;
  readonly keep: Pick<Keep, "schedules" | "recheck" | "accept" | "damaged">;
  /** Writes events down and tells the pages. */
  readonly record: (drafts: readonly EventDraft[]) => void;
}

/** Writes down what somebody is about to change. */
export const writeDown = (
  at: Pick<ApiContext, "store">,
  who: Pick<Who, "actor">,
  entry: Pick<AuditDraft, "kind" | "group" | "instance" | "detail">,
): Promise<void> => at.store.audit.append([{ ...entry, actor: who.actor, run: null }]);
