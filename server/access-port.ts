import type { AuditDraft } from "@/lib/contract";
import type { LinkRecord, SessionRecord, TokenRecord, UserPatch, UserRecord } from "./store/access-records";

/** What can be done to who may do what, inside one transaction. */
export interface AccessChanges {
  users(): Promise<UserRecord[]>;
  /** False: the name is taken. */
  addUser(user: UserRecord): Promise<boolean>;
  changeUser(id: string, patch: UserPatch): Promise<void>;
  /** Marks a step of the second factor as used; false: it, or a later one, was used before. */
  takeTotpStep(id: string, step: number): Promise<boolean>;
  removeUser(id: string): Promise<void>;
  addSession(session: SessionRecord): Promise<void>;
  confirmSession(id: string, atMs: number): Promise<void>;
  /** False: this person has no such session. */
  endSession(id: string, userId: string): Promise<boolean>;
  endSessions(userId: string, exceptId: string | null): Promise<void>;
  endSessionsBefore(limits: { readonly seenMs: number; readonly startedMs: number }): Promise<void>;
  /** False: the name is taken. */
  addToken(token: TokenRecord): Promise<boolean>;
  removeToken(id: string): Promise<void>;
  addLink(link: LinkRecord): Promise<void>;
  /** False: there is none such, or it was used. */
  takeLink(hash: string): Promise<boolean>;
}

/** Who may do what, as it is kept. Secrets are hashes here, or sealed. */
export interface AccessStore {
  /** Rises with each change, also of another process on this store. */
  version(): Promise<number>;
  users(): Promise<UserRecord[]>;
  user(id: string): Promise<UserRecord | null>;
  userNamed(name: string): Promise<UserRecord | null>;
  userOf(subject: string): Promise<UserRecord | null>;
  session(hash: string): Promise<SessionRecord | null>;
  sessions(userId: string): Promise<SessionRecord[]>;
  tokens(): Promise<TokenRecord[]>;
  token(hash: string): Promise<TokenRecord | null>;
  link(hash: string): Promise<LinkRecord | null>;
  touchSession(hash: string, seen: { readonly address: string | null; readonly atMs: number }): Promise<void>;
  touchToken(id: string, atMs: number): Promise<void>;
  /** Does what `work` does and writes the rows of the audit, both or neither. */
  change<T>(entries: readonly AuditDraft[], work: (tx: AccessChanges) => Promise<T>): Promise<T>;
}
