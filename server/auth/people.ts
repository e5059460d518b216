import type {
  AddUser,
  AuditDraft,
  AuditKind,
  ChangeUser,
  Grants,
  LinkAnswer,
  SetUp,
  User,
} from "@/lib/contract";
import type { AccessChanges, AccessStore } from "@/server/access-port";
import { ProblemError } from "@/server/errors";
import type { linkKinds, UserRecord } from "@/server/store/access-records";
import { timeOrderedId } from "@/server/store/ids";
import { hashPassword } from "./passwords";
import { codeRequired, lastAdmin, linkUsed, nameTaken } from "./refusals";
import { hashSecret, newSecret } from "./secret";
import type { From, SignIns } from "./sign-in";
import { reservedNames, type Who } from "./who";

/** The first account's link ends with the day; an invitation waits for somebody to read their mail. */
const lifeMs = { first: 24 * 3_600_000, invitation: 7 * 24 * 3_600_000, reset: 24 * 3_600_000 };

export interface PeopleOptions {
  readonly store: AccessStore;
  readonly signIns: Pick<SignIns, "begin">;
  readonly changed: () => void;
  readonly now: () => number;
}

/** Somebody the OpenID provider vouches for. */
export interface Vouched {
  /** Issuer and subject: what they are known by. */
  readonly subject: string;
  readonly name: string;
  readonly grants: Grants;
}

/** A link's secret and until when it works. */
export interface Link {
  readonly token: string;
  readonly expiresAt: string;
}

/** Who can sign in, and the one-use links they get their password by. */
export type People = ReturnType<typeof createPeople>;

const isAdmin = ({ disabled, grants }: UserRecord): boolean => !disabled && grants.all === "admin";

export function createPeople({ store, signIns, changed, now }: PeopleOptions) {
  const entry = (kind: AuditKind, actor: string | null, detail: AuditDraft["detail"]): AuditDraft => ({
    actor,
    kind,
    group: null,
    instance: null,
    run: null,
    detail,
  });
  async function change<T>(entries: AuditDraft[], work: (tx: AccessChanges) => Promise<T>): Promise<T> {
    const done = await store.change(entries, work);
    changed();
    return done;
  }
  const blank = (name: string, grants: Grants): UserRecord => ({
    id: timeOrderedId(now()),
    name,
    source: "local",
    subject: null,
    password: null,
    totp: null,
    totpOn: false,
    totpStep: null,
    recovery: [],
    grants,
    disabled: false,
    createdMs: now(),
    signedInMs: null,
  });

  /** @throws ProblemError `not-found` */
  async function known(id: string): Promise<UserRecord> {
    const user = await store.user(id);
    if (user === null)
      throw new ProblemError(
        404,
        "not-found",
        "Not found",
        "There is no such account. GET /api/users lists them.",
      );
    return user;
  }

  async function newLink(
    tx: AccessChanges,
    kind: (typeof linkKinds)[number],
    userId: string | null,
  ): Promise<Link> {
    const token = newSecret();
    const expiresMs = now() + lifeMs[kind];
    await tx.addLink({ hash: hashSecret(token), kind, userId, expiresMs });
    return { token, expiresAt: new Date(expiresMs).toISOString() };
  }

  /** @throws ProblemError `link-used` */
  async function openLink(token: string) {
    const link = await store.link(hashSecret(token));
    if (link === null || link.expiresMs <= now()) throw linkUsed();
    const user = link.userId === null ? null : await store.user(link.userId);
    if (link.kind !== "first" && (user === null || user.disabled)) throw linkUsed();
    return { link, user };
  }

  /** @throws ProblemError `last-admin`: rolls the transaction back. */
  async function keepAnAdmin(tx: AccessChanges, had: boolean): Promise<void> {
    if (had && !(await tx.users()).some(isAdmin)) throw lastAdmin();
  }

  return {
    /** Whether there is anybody who could let others in. */
    hasAdmin: async (): Promise<boolean> =>
      (await store.users()).some(
        (user) => isAdmin(user) && (user.password !== null || user.source === "oidc"),
      ),

    /** A link for an account that is admin of all groups; it takes the place of an older one. */
    firstLink: (actor: string | null = null): Promise<Link> =>
      change([entry("user-link", actor, { way: "first account" })], (tx) => newLink(tx, "first", null)),

    /** @throws ProblemError `link-used` */
    async lookAt(token: string): Promise<LinkAnswer> {
      const { link, user } = await openLink(token);
      return { kind: link.kind, name: user?.name ?? null, expiresAt: new Date(link.expiresMs).toISOString() };
    },

    /**
     * Sets the password that a link is for, and signs in; answers what the cookie carries.
     * @throws ProblemError `link-used`, `name-taken`, `bad-request`, `code-required` (it is set; the second factor is still asked)
     */
    async setUp({ token, name, password }: SetUp, from: From): Promise<string> {
      const { link, user } = await openLink(token);
      const wanted = user?.name ?? name;
      if (wanted === undefined || reservedNames.has(wanted))
        throw new ProblemError(
          400,
          "bad-request",
          "The request is not valid",
          wanted === undefined
            ? "The first account needs a name."
            : `${wanted} is no person's name here. Choose another.`,
          { errors: [wanted === undefined ? "json.name: is needed" : "json.name: choose another"] },
        );
      const hash = await hashPassword(password);
      const account = user ?? blank(wanted, { all: "admin", groups: {} });
      await change(
        [entry("account-set-up", account.name, { way: link.kind, address: from.address })],
        async (tx) => {
          if (!(await tx.takeLink(link.hash))) throw linkUsed();
          if (user === null && !(await tx.addUser(account))) throw nameTaken(wanted);
          await tx.changeUser(account.id, { password: hash });
          await tx.endSessions(account.id, null);
        },
      );
      if (account.totpOn)
        throw codeRequired("The password is set. Sign in with it and a code of your authenticator.");
      return signIns.begin({ ...account, password: hash }, "link", from);
    },

    async list(): Promise<User[]> {
      return (await store.users()).map(toView);
    },

    /** @throws ProblemError `name-taken` */
    async add({ name, grants }: AddUser, by: Who): Promise<{ user: User; link: Link }> {
      if (reservedNames.has(name)) throw nameTaken(name);
      const user = blank(name, grants);
      const link = await change([entry("user-added", by.actor, { user: name, grants })], async (tx) => {
        if (!(await tx.addUser(user))) throw nameTaken(name);
        return newLink(tx, "invitation", user.id);
      });
      return { user: toView(user), link };
    },

    /** @throws ProblemError `not-found`, `last-admin` */
    async change(id: string, wanted: ChangeUser, by: Who): Promise<User> {
      const user = await known(id);
      const { grants, disabled, secondFactor } = wanted;
      const detail = { user: user.name, ...wanted };
      await change([entry("user-changed", by.actor, detail)], async (tx) => {
        await tx.changeUser(id, {
          ...(grants !== undefined && { grants }),
          ...(disabled !== undefined && { disabled }),
          ...(secondFactor === false && { totp: null, totpOn: false, totpStep: null, recovery: [] }),
        });
        if (disabled === true) await tx.endSessions(id, null);
        await keepAnAdmin(tx, isAdmin(user));
      });
      return toView(await known(id));
    },

    /** A new link for a password. @throws ProblemError `not-found`, `no-password-here` */
    async link(id: string, by: Pick<Who, "actor">): Promise<{ user: User; link: Link }> {
      const user = await known(id);
      if (user.source !== "local")
        throw new ProblemError(
          409,
          "no-password-here",
          "There is no password of ours",
          `${user.name} signs in by the OpenID provider, which keeps the password.`,
        );
      const kind = user.password === null ? "invitation" : "reset";
      const link = await change([entry("user-link", by.actor, { user: user.name, way: kind })], (tx) =>
        newLink(tx, kind, id),
      );
      return { user: toView(user), link };
    },

    /** @throws ProblemError `not-found`, `last-admin` */
    async remove(id: string, by: Who): Promise<void> {
      const user = await known(id);
      await change([entry("user-removed", by.actor, { user: user.name })], async (tx) => {
        await tx.removeUser(id);
        await keepAnAdmin(tx, isAdmin(user));
      });
    },

    /**
     * The account of somebody the OpenID provider vouches for, made or brought up to date: what they may do is what it says now.
     * @throws ProblemError `account-disabled`, `name-taken`
     */
    async vouchedFor({ subject, name, grants }: Vouched): Promise<UserRecord> {
      const user = await store.userOf(subject);
      if (user?.disabled === true)
        throw new ProblemError(
          403,
          "account-disabled",
          "This account is disabled",
          "An admin of Tidemark can enable it.",
        );
      if (user !== null) {
        if (JSON.stringify(user.grants) === JSON.stringify(grants)) return user;
        await change([entry("user-changed", user.name, { user: user.name, way: "provider", grants })], (tx) =>
          tx.changeUser(user.id, { grants }),
        );
        return { ...user, grants };
      }
      if (reservedNames.has(name)) throw nameTaken(name);
      const made: UserRecord = { ...blank(name, grants), source: "oidc", subject };
      await change([entry("user-added", name, { user: name, way: "provider", grants })], async (tx) => {
        if (!(await tx.addUser(made))) throw nameTaken(name);
      });
      return made;
    },
  };
}

const toView = (user: UserRecord): User => ({
  id: user.id,
  name: user.name,
  source: user.source,
  grants: user.grants,
  disabled: user.disabled,
  secondFactor: user.totpOn,
  invited: user.source === "local" && user.password === null,
  createdAt: new Date(user.createdMs).toISOString(),
  lastSignInAt: user.signedInMs === null ? null : new Date(user.signedInMs).toISOString(),
});
