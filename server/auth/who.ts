import { may } from "@/lib/access/rights";
import type { Grants, Identity, Role } from "@/lib/contract";

/** Somebody who asks, and what they may do. */
export interface Who {
  readonly identity: Identity;
  /** As the audit and a run have it: `ana`, `token:ci`, `proxy:ana`, `demo`. */
  readonly actor: string;
  /** The person and the session, of those who signed in here; null: a token, or named by the proxy. */
  readonly session: { readonly id: string; readonly userId: string } | null;
  /** When this ends by itself, unless it is used again before, Unix milliseconds; null: it does not. */
  readonly endsMs: number | null;
  /** Whether they have a role in a group; null: for all groups. */
  may(role: Role, group: string | null): boolean;
}

/** How long after a sign-in dangerous actions ask for no other (reliability: R20). */
export const confirmedMs = 5 * 60_000;

/** Actors that are no people. No account can have such a name. */
export const reservedNames: ReadonlySet<string> = new Set([
  "demo",
  "local",
  "schedule",
  "system",
  "tidemark",
]);

export const whoIs = (
  identity: Identity,
  {
    actor,
    session = null,
    endsMs = null,
  }: { actor: string; session?: Who["session"]; endsMs?: number | null },
): Who => ({ identity, actor, session, endsMs, may: (role, group) => may(identity.grants, role, group) });

/** Somebody who never signs in, so that no new sign-in can be asked for. */
export const withoutSession = (
  kind: "token" | "proxy",
  name: string,
  grants: Grants,
  endsMs: number | null = null,
): Who =>
  whoIs(
    { kind, name, grants, password: false, secondFactor: false, confirmedUntil: null },
    { actor: `${kind}:${name}`, endsMs },
  );
