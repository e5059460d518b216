import type { AuditDraft, AuditKind, RecoveryCodes, Session, SignIn, TotpSecret } from "@/lib/contract";
import type { AccessChanges, AccessStore } from "@/server/access-port";
import type { SessionRecord, UserRecord } from "@/server/store/access-records";
import { timeOrderedId } from "@/server/store/ids";
import type { Seal } from "@/server/store/seal";
import { demoUser, type SessionLimits } from "./identify";
import { hashPassword, isPassword } from "./passwords";
import { codeRequired, notLocal, signInFailed } from "./refusals";
import { hashSecret, newSecret } from "./secret";
import type { Throttle } from "./throttle";
import { newRecoveryCodes, newTotp, stepOf } from "./totp";
import type { Who } from "./who";

/** Where somebody signs in from. */
export interface From {
  readonly address: string | null;
  readonly agent: string | null;
}

export interface SignInOptions {
  readonly store: AccessStore;
  readonly seal: Seal;
  readonly throttle: Throttle;
  readonly session: SessionLimits;
  /** Writes refusals down, sparingly. */
  readonly refused: (draft: AuditDraft) => void;
  readonly changed: () => void;
  readonly now: () => number;
}

/** How much of a User-Agent is kept. Characters. */
const agentLength = 200;
const wrongCode = "The code is wrong, or was used already. Wait for the next one.";

/** Signing in and out, and what a person does with their own account. Each change is written down with it. */
export type SignIns = ReturnType<typeof createSignIns>;

export function createSignIns(options: SignInOptions) {
  const { store, seal, throttle, now } = options;

  const entry = (kind: AuditKind, actor: string | null, detail: AuditDraft["detail"] = {}): AuditDraft => ({
    actor,
    kind,
    group: null,
    instance: null,
    run: null,
    detail,
  });
  async function change<T>(entries: AuditDraft[], work: (tx: AccessChanges) => Promise<T>): Promise<T> {
    const done = await store.change(entries, work);
    options.changed();
    return done;
  }

  function newSession(
    userId: string,
    { address, agent }: From,
    provenMs: number | null,
  ): { secret: string; record: SessionRecord } {
    const secret = newSecret();
    const nowMs = now();
    const record = {
      hash: hashSecret(secret),
      id: timeOrderedId(nowMs),
      userId,
      startedMs: nowMs,
      seenMs: nowMs,
      confirmedMs: provenMs ?? 0,
      address,
      agent: agent?.slice(0, agentLength) ?? null,
    };
    return { secret, record };
  }

  /**
   * Begins a session, and strikes those that have ended. Answers what the cookie carries.
   * @param provenMs when they proved who they are; null: unknown, so that something dangerous asks for it first.
   */
  async function begin(
    user: UserRecord | typeof demoUser,
    way: string,
    from: From,
    provenMs: number | null = now(),
  ): Promise<string> {
    const isDemo = user === demoUser;
    const { secret, record } = newSession(isDemo ? demoUser : user.id, from, provenMs);
    const actor = isDemo ? demoUser : user.name;
    await change([entry("signed-in", actor, { way, address: from.address })], async (tx) => {
      const nowMs = now();
      await tx.endSessionsBefore({
        seenMs: nowMs - options.session.idleMs,
        startedMs: nowMs - options.session.longestMs,
      });
      await tx.addSession(record);
      if (!isDemo) await tx.changeUser(user.id, { signedInMs: nowMs });
    });
    return secret;
  }

  /** Uses up a code of the second factor. @throws ProblemError `code-required`, `sign-in-failed` */
  async function takeCode(user: UserRecord, code: string | undefined): Promise<void> {
    if (!user.totpOn || user.totp === null) return;
    if (code === undefined) throw codeRequired();
    if (/^\d{6}$/.test(code)) {
      const step = stepOf(seal.open(`totp:${user.id}`, user.totp), code, now());
      if (step === null || !(await store.change([], (tx) => tx.takeTotpStep(user.id, step))))
        throw signInFailed(wrongCode);
      return;
    }
    const hash = hashSecret(code);
    const used = await store.change([], async (tx) => {
      const fresh = (await tx.users()).find(({ id }) => id === user.id);
      if (fresh === undefined || !fresh.recovery.includes(hash)) return false;
      await tx.changeUser(user.id, { recovery: fresh.recovery.filter((one) => one !== hash) });
      return true;
    });
    if (!used) throw signInFailed("This recovery code is wrong, or was used already.");
  }

  /** @throws ProblemError `too-many-attempts`, `sign-in-failed`, `code-required` */
  async function prove(
    name: string,
    given: { readonly password: string; readonly code?: string | undefined },
    from: From,
  ): Promise<UserRecord> {
    const address = from.address ?? "unknown";
    const known = await store.userNamed(name.toLowerCase());
    // What is typed into the name's field may be a password: only names that exist are written down.
    const failed = (why: string) =>
      options.refused(
        entry("sign-in-failed", null, {
          way: why,
          address: from.address,
          ...(known !== null && { user: known.name }),
        }),
      );
    await throttle.admit(name.toLowerCase(), address).catch((error: unknown) => {
      failed("too many attempts");
      throw error;
    });
    const usable = known !== null && !known.disabled ? known : null;
    const right = await isPassword(usable?.password ?? null, given.password);
    if (!right || usable === null) {
      failed("password");
      throw signInFailed();
    }
    try {
      await takeCode(usable, given.code);
    } catch (error) {
      if (given.code !== undefined) failed("code");
      throw error;
    }
    await throttle.succeeded(name.toLowerCase(), address);
    return usable;
  }

  /** The signed-in person. @throws ProblemError `no-password-here` for those who have no password of ours. */
  async function own(who: Who): Promise<UserRecord> {
    const user = who.session === null ? null : await store.user(who.session.userId);
    if (user === null || user.password === null) throw notLocal();
    return user;
  }

  /** They have proven once more who they are. */
  async function confirmed(
    { session, actor }: Pick<Who, "session" | "actor">,
    way: string,
    provenMs: number = now(),
  ): Promise<void> {
    if (session === null) return;
    await change([entry("identity-confirmed", actor, { way })], (tx) =>
      tx.confirmSession(session.id, provenMs),
    );
  }

  return {
    begin,
    /** Writes down that somebody else's word let nobody in. `code`: why. */
    refused: (way: string, code: string, { address }: From): void =>
      options.refused(entry("sign-in-failed", null, { way, code, address })),

    /** Answers what the cookie carries. @throws ProblemError `too-many-attempts`, `sign-in-failed`, `code-required` */
    async signIn({ name, password, code }: SignIn, from: From): Promise<string> {
      return begin(await prove(name, { password, code }, from), "password", from);
    },

    async signOut(who: Who): Promise<void> {
      const { session, actor } = who;
      if (session === null) return;
      await change([entry("signed-out", actor)], (tx) => tx.endSession(session.id, session.userId));
    },

    /** The same person once more. @throws as `signIn`, and `no-password-here` */
    async confirm(
      who: Who,
      given: { password: string; code?: string | undefined },
      from: From,
    ): Promise<void> {
      const user = await own(who);
      await prove(user.name, given, from);
      await confirmed(who, "password");
    },
    confirmed,

    /** All other sessions end. @throws as `confirm` */
    async changePassword(
      who: Who,
      given: { current: string; password: string; code?: string | undefined },
      from: From,
    ): Promise<void> {
      const user = await own(who);
      await prove(user.name, { password: given.current, code: given.code }, from);
      const password = await hashPassword(given.password);
      await change([entry("password-changed", who.actor)], async (tx) => {
        await tx.changeUser(user.id, { password });
        await tx.endSessions(user.id, who.session?.id ?? null);
      });
    },

    /** A secret that counts once a code of it was given. @throws ProblemError `no-password-here` */
    async newTotp(who: Who): Promise<TotpSecret> {
      const user = await own(who);
      if (user.totpOn) throw signInFailed("There is a second factor already. Remove it first.");
      const made = newTotp(user.name);
      const totp = seal.seal(`totp:${user.id}`, made.secret);
      await store.change([], (tx) => tx.changeUser(user.id, { totp, totpStep: null }));
      return made;
    },

    /** @throws ProblemError `sign-in-failed`, `no-password-here` */
    async setTotp(who: Who, code: string): Promise<RecoveryCodes> {
      const user = await own(who);
      const step =
        user.totp === null || user.totpOn
          ? null
          : stepOf(seal.open(`totp:${user.id}`, user.totp), code, now());
      if (step === null)
        throw signInFailed("This is no code of the secret that was shown. Look at the clock of the device.");
      const { codes, hashes } = newRecoveryCodes();
      await change([entry("second-factor-set", who.actor)], (tx) =>
        tx.changeUser(user.id, { totpOn: true, totpStep: step, recovery: hashes }),
      );
      return { codes };
    },

    /** @throws as `confirm` */
    async removeTotp(
      who: Who,
      given: { password: string; code?: string | undefined },
      from: From,
    ): Promise<void> {
      const user = await own(who);
      await prove(user.name, given, from);
      await change([entry("second-factor-removed", who.actor, { user: user.name })], (tx) =>
        tx.changeUser(user.id, { totp: null, totpOn: false, totpStep: null, recovery: [] }),
      );
    },

    async sessions({ session }: Who): Promise<Session[]> {
      if (session === null) return [];
      const kept = await store.sessions(session.userId);
      return kept.map((one) => ({
        id: one.id,
        startedAt: new Date(one.startedMs).toISOString(),
        seenAt: new Date(one.seenMs).toISOString(),
        expiresAt: new Date(
          Math.min(one.seenMs + options.session.idleMs, one.startedMs + options.session.longestMs),
        ).toISOString(),
        address: one.address,
        agent: one.agent,
        current: one.id === session.id,
      }));
    },

    /** False: they have no such session. */
    async endSession({ session, actor }: Who, id: string): Promise<boolean> {
      if (session === null) return false;
      if (!(await store.sessions(session.userId)).some((one) => one.id === id)) return false;
      return change([entry("session-ended", actor)], (tx) => tx.endSession(id, session.userId));
    },
  };
}
