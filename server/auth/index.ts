import type { Logger } from "pino";
import type { Store } from "@/server/ports";
import { auditSparingly } from "@/server/record/sparingly";
import type { Network } from "@/server/redis/network";
import { createClientAddress } from "./client-address";
import type { CookiePlace } from "./cookie";
import {
  type Asker,
  createIdentify,
  demoUser,
  type IdentifyOptions,
  type SessionLimits,
  type SettingsToken,
} from "./identify";
import { createPeople, type Link, type People } from "./people";
import { hashSecret, newSecret } from "./secret";
import { createSignIns, type From, type SignIns } from "./sign-in";
import { createThrottle } from "./throttle";
import { createTokens, type Tokens } from "./tokens";
import type { Who } from "./who";

export type { Asker, From, SettingsToken, Who };

export interface AuthOptions {
  readonly store: Pick<Store, "access" | "seal" | "audit">;
  readonly place: CookiePlace;
  readonly session: SessionLimits;
  /** Tokens of the settings. */
  readonly tokens: readonly SettingsToken[];
  readonly proxy: IdentifyOptions["proxy"];
  /** Proxies whose X-Forwarded-For says where somebody is. */
  readonly forwardedFrom: readonly Network[];
  /** Somebody comes in by other ways than an account of ours: the OpenID provider or the proxy. */
  readonly otherWays: boolean;
  /** The demo lets in whoever has the link that is printed. */
  readonly demo: boolean;
  readonly log: Logger;
  readonly now: () => number;
}

/** Who may come in and what they may do. */
export interface Auth {
  readonly place: CookiePlace;
  readonly session: SessionLimits;
  identify(asker: Asker): Promise<Who | null>;
  /** Where somebody is, by the connection and by the proxies that are believed. */
  addressOf(asker: Pick<Asker, "header" | "peer">): string | null;
  readonly signIns: SignIns;
  readonly people: People;
  readonly tokens: Tokens;
  /** Rises with each change, also of another process on this store. */
  version(): Promise<number>;
  /** Hears of each change that this process makes. */
  listen(changed: () => void): () => void;
  /** Whether anybody can come in: an admin's account, the provider or the proxy. */
  accounts(): Promise<boolean>;
  /** The same, or a token of the settings with which a program can make accounts. */
  canBeEntered(): Promise<boolean>;
  /** A link for the first account; null: there is one, or people come in by other ways. */
  firstLink(): Promise<Link | null>;
  /** The secret of the demo's link; null outside the demo. */
  readonly demoKey: string | null;
  /** Signs in whoever has the demo's link; null: it is another one. Answers what the cookie carries. */
  enterDemo(key: string, from: From): Promise<string | null>;
}

export function createAuth(options: AuthOptions): Auth {
  const { place, session, log, now } = options;
  const store = options.store.access;
  const addressOf = createClientAddress(options.forwardedFrom);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const refused = auditSparingly(options.store.audit, { log, now });
  const throttle = createThrottle();
  const signIns = createSignIns({
    store,
    seal: options.store.seal,
    throttle,
    session,
    refused,
    changed,
    now,
  });
  const people = createPeople({ store, signIns, changed, now });
  const accounts = async () => options.otherWays || options.demo || (await people.hasAdmin());
  const demoKey = options.demo ? newSecret() : null;
  const demoHash = demoKey === null ? null : hashSecret(demoKey);
  return {
    place,
    session,
    addressOf,
    identify: createIdentify({
      store,
      place,
      session,
      tokens: options.tokens,
      proxy: options.proxy,
      addressOf,
      demo: options.demo,
      now,
    }),
    signIns,
    people,
    tokens: createTokens({ store, settings: options.tokens, changed, now }),
    version: store.version,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    accounts,
    canBeEntered: async () =>
      options.tokens.some(({ grants }) => grants.all === "admin") || (await accounts()),
    firstLink: async () => ((await accounts()) ? null : people.firstLink()),
    demoKey,
    enterDemo: async (key, from) =>
      hashSecret(key) === demoHash ? signIns.begin(demoUser, "demo", from) : null,
  };
}
