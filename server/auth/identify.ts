import type { Grants } from "@/lib/contract";
import type { AccessStore } from "@/server/access-port";
import type { SessionRecord, UserRecord } from "@/server/store/access-records";
import { type CookiePlace, readCookie } from "./cookie";
import { hashSecret } from "./secret";
import { confirmedMs, type Who, whoIs, withoutSession } from "./who";

/** What of a request says who asks. */
export interface Asker {
  /** One header, lower case; undefined: it is not there. */
  header(name: string): string | undefined;
  /** All headers as they came, name and value in turn: a header that came twice can be told from a list. */
  readonly rawHeaders: readonly string[];
  /** The other end of the connection; null: unknown. */
  readonly peer: string | null;
}

/** A token of the settings. */
export interface SettingsToken {
  readonly name: string;
  readonly grants: Grants;
  readonly token: string;
}

export interface SessionLimits {
  /** A session ends this long after it was last used. */
  readonly idleMs: number;
  /** And this long after it began, whatever happens. */
  readonly longestMs: number;
}

export interface IdentifyOptions {
  readonly store: AccessStore;
  readonly place: CookiePlace;
  readonly session: SessionLimits;
  readonly tokens: readonly SettingsToken[];
  /** Whom a trusted reverse proxy names; null: nobody. @throws ProblemError `bad-proxy-header` */
  readonly proxy: ((asker: Asker) => { readonly name: string; readonly grants: Grants } | null) | null;
  readonly addressOf: (asker: Asker) => string | null;
  readonly demo: boolean;
  readonly now: () => number;
}

/** The person of a session that the demo's link began. */
export const demoUser = "demo";
/** Seen is written this often at most, and often enough that a session in use does not end for want of it. */
const seenEvery = ({ idleMs }: SessionLimits): number => Math.min(60_000, idleMs / 4);
/** So many sessions are remembered for the time that the store cannot be read. */
const rememberedMost = 1_000;

/**
 * Who asks, or null. In this order: an API token (where there is an Authorization header nothing else counts), a trusted reverse
 * proxy's header, the session's cookie. Asked anew for each request: what was taken away is gone with the next one.
 */
export function createIdentify(options: IdentifyOptions): (asker: Asker) => Promise<Who | null> {
  const { store, session, now } = options;
  const known = new Map(options.tokens.map((token) => [hashSecret(token.token), token]));
  const seenEveryMs = seenEvery(session);
  const remembered = new Map<string, { session: SessionRecord; user: UserRecord | null }>();

  async function byToken(header: string): Promise<Who | null> {
    const secret = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
    if (secret === undefined) return null;
    const hash = hashSecret(secret);
    const named = known.get(hash);
    if (named !== undefined) return withoutSession("token", named.name, named.grants);
    const token = await store.token(hash);
    if (token === null || (token.expiresMs !== null && token.expiresMs <= now())) return null;
    if (now() - (token.usedMs ?? 0) >= seenEveryMs)
      await store.touchToken(token.id, now()).catch(() => undefined);
    return withoutSession("token", token.name, token.grants, token.expiresMs);
  }

  /** What was last known of a session counts while the store cannot be read: nothing can be taken away then either. */
  async function lookUp(hash: string): Promise<{ session: SessionRecord; user: UserRecord | null } | null> {
    try {
      const found = await store.session(hash);
      remembered.delete(hash);
      if (found === null) return null;
      const both = {
        session: found,
        user: found.userId === demoUser ? null : await store.user(found.userId),
      };
      if (remembered.size >= rememberedMost) remembered.clear();
      remembered.set(hash, both);
      return both;
    } catch (error) {
      const last = remembered.get(hash);
      if (last === undefined) throw error;
      return last;
    }
  }

  async function bySession(secret: string, asker: Asker): Promise<Who | null> {
    const hash = hashSecret(secret);
    const found = await lookUp(hash);
    if (found === null) return null;
    const { session: kept, user } = found;
    const nowMs = now();
    const endsMs = Math.min(kept.seenMs + session.idleMs, kept.startedMs + session.longestMs);
    if (nowMs >= endsMs) return null;
    const who =
      kept.userId === demoUser
        ? demoWho(kept, endsMs)
        : user === null || user.disabled
          ? null
          : personWho(user, kept, endsMs);
    if (who !== null && (nowMs - kept.seenMs >= seenEveryMs || kept.address !== options.addressOf(asker)))
      await store
        .touchSession(hash, { address: options.addressOf(asker), atMs: nowMs })
        .catch(() => undefined);
    return who;
  }

  const demoWho = (kept: SessionRecord, endsMs: number): Who | null =>
    options.demo
      ? whoIs(
          {
            kind: "demo",
            name: "demo",
            grants: { all: "admin", groups: {} },
            password: false,
            secondFactor: false,
            confirmedUntil: null,
          },
          { actor: "demo", session: { id: kept.id, userId: demoUser }, endsMs },
        )
      : null;

  return async (asker) => {
    const authorization = asker.header("authorization");
    if (authorization !== undefined) return byToken(authorization);
    const named = options.proxy?.(asker) ?? null;
    if (named !== null) return withoutSession("proxy", named.name, named.grants);
    const secret = readCookie(asker.header("cookie"), options.place);
    return secret === null ? null : bySession(secret, asker);
  };
}

const personWho = (user: UserRecord, session: SessionRecord, endsMs: number): Who =>
  whoIs(
    {
      kind: "user",
      name: user.name,
      grants: user.grants,
      password: user.password !== null,
      secondFactor: user.totpOn,
      confirmedUntil: new Date(session.confirmedMs + confirmedMs).toISOString(),
    },
    { actor: user.name, session: { id: session.id, userId: user.id }, endsMs },
  );
