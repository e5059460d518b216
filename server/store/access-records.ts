import { z } from "zod";
import { Grants } from "@/lib/contract";
import { unreadableRow } from "./failure";
import type { Database } from "./schema";

/** Somebody who can sign in, with what proves that it is them. */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly source: "local" | "oidc";
  /** Issuer and subject at the OpenID provider; null: a local person. */
  readonly subject: string | null;
  /** Argon2id, in PHC's form; null: none is set. */
  readonly password: string | null;
  /** The sealed secret of the second factor; it counts once `totpOn`. */
  readonly totp: string | null;
  readonly totpOn: boolean;
  /** The newest step whose code was used. */
  readonly totpStep: number | null;
  /** SHA-256 of the recovery codes that are left. */
  readonly recovery: readonly string[];
  readonly grants: Grants;
  readonly disabled: boolean;
  readonly createdMs: number;
  readonly signedInMs: number | null;
}

export interface SessionRecord {
  readonly hash: string;
  readonly id: string;
  readonly userId: string;
  readonly startedMs: number;
  readonly seenMs: number;
  readonly confirmedMs: number;
  readonly address: string | null;
  readonly agent: string | null;
}

export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly grants: Grants;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly expiresMs: number | null;
  readonly usedMs: number | null;
}

export const linkKinds = ["first", "invitation", "reset"] as const;

export interface LinkRecord {
  readonly hash: string;
  readonly kind: (typeof linkKinds)[number];
  readonly userId: string | null;
  readonly expiresMs: number;
}

const Source = z.enum(["local", "oidc"]);
const Kind = z.enum(linkKinds);
const Hashes = z.array(z.string());

/** @throws ProblemError `store-failing` where somebody has changed the row by hand to what is none. */
function read<S extends z.ZodType>(
  schema: S,
  text: string,
  at: readonly [table: string, id: string],
): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadableRow(...at);
  }
  const found = schema.safeParse(value);
  if (!found.success) throw unreadableRow(...at);
  return found.data;
}

export function toUser(row: Database["users"]): UserRecord {
  const source = Source.safeParse(row.source);
  if (!source.success) throw unreadableRow("users", row.id);
  return {
    id: row.id,
    name: row.name,
    source: source.data,
    subject: row.subject,
    password: row.password,
    totp: row.totp,
    totpOn: row.totp_on === 1,
    totpStep: row.totp_step,
    recovery: read(Hashes, row.recovery, ["users", row.id]),
    grants: read(Grants, row.grants, ["users", row.id]),
    disabled: row.disabled === 1,
    createdMs: row.created_ms,
    signedInMs: row.signed_in_ms,
  };
}

export const toSession = (row: Database["sessions"]): SessionRecord => ({
  hash: row.hash,
  id: row.id,
  userId: row.user_id,
  startedMs: row.started_ms,
  seenMs: row.seen_ms,
  confirmedMs: row.confirmed_ms,
  address: row.address,
  agent: row.agent,
});

export const toToken = (row: Database["tokens"]): TokenRecord => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  grants: read(Grants, row.grants, ["tokens", row.id]),
  createdMs: row.created_ms,
  createdBy: row.created_by,
  expiresMs: row.expires_ms,
  usedMs: row.used_ms,
});

export function toLink(row: Database["links"]): LinkRecord {
  const kind = Kind.safeParse(row.kind);
  if (!kind.success) throw unreadableRow("links", row.hash.slice(0, 8));
  return { hash: row.hash, kind: kind.data, userId: row.user_id, expiresMs: row.expires_ms };
}

/** What of a person can change. */
export type UserPatch = Partial<Omit<UserRecord, "id" | "name" | "source" | "createdMs">>;

/** The same, as columns. */
export const toColumns = (patch: UserPatch): Partial<Database["users"]> => ({
  ...(patch.subject !== undefined && { subject: patch.subject }),
  ...(patch.password !== undefined && { password: patch.password }),
  ...(patch.totp !== undefined && { totp: patch.totp }),
  ...(patch.totpOn !== undefined && { totp_on: patch.totpOn ? 1 : 0 }),
  ...(patch.totpStep !== undefined && { totp_step: patch.totpStep }),
  ...(patch.recovery !== undefined && { recovery: JSON.stringify(patch.recovery) }),
  ...(patch.grants !== undefined && { grants: JSON.stringify(patch.grants) }),
  ...(patch.disabled !== undefined && { disabled: patch.disabled ? 1 : 0 }),
  ...(patch.signedInMs !== undefined && { signed_in_ms: patch.signedInMs }),
});
