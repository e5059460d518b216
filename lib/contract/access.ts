import { z } from "zod";
import { GroupId, Timestamp } from "./common";

/** What somebody may do, each with all of the one before: a viewer reads, an operator acts, an admin decides who may. */
export const Role = z.enum(["viewer", "operator", "admin"]);
export type Role = z.infer<typeof Role>;

/** Who may do what: one role for all groups, and one for single groups, of which the higher counts. */
export const Grants = z
  .object({
    /** Null: nothing that is not named under `groups`. */
    all: Role.nullable(),
    groups: z.record(GroupId, Role),
  })
  .meta({ id: "Grants" });
export type Grants = z.infer<typeof Grants>;

/** A person's name to sign in with, and the name the audit knows them by. */
export const UserName = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, {
  error: "allowed: 1 to 64 of a-z, 0-9, dot, underscore, hyphen and @, beginning with a letter or a digit",
});

/** A new password. Length is what counts (NIST SP 800-63B, 3.1.1.2); no rule of composition. */
export const Password = z
  .string()
  .min(12, { error: "at least 12 characters" })
  .max(256, { error: "at most 256 characters" });

/** Six digits of an authenticator, or one of the recovery codes. */
export const SecondFactor = z
  .string()
  .regex(/^(\d{6}|[a-z2-7]{5}-[a-z2-7]{5})$/, { error: "allowed: six digits, or a recovery code" });

/** Who asks. */
export const Identity = z
  .object({
    /** `user`: signed in here. `token`: an API token. `proxy`: named by a trusted reverse proxy. `demo`: by the demo's link. */
    kind: z.enum(["user", "token", "proxy", "demo"]),
    /** As the audit has it. */
    name: z.string(),
    grants: Grants,
    /** Whether there is a password of ours to confirm with; people of an OpenID provider have none. */
    password: z.boolean(),
    /** Whether a second factor is asked at each sign-in. */
    secondFactor: z.boolean(),
    /** Until when a dangerous action asks for no new sign-in; null: it never does. */
    confirmedUntil: Timestamp.nullable(),
  })
  .meta({ id: "Identity" });
export type Identity = z.infer<typeof Identity>;

/** `GET /api/access`: who asks, and how one can sign in here. Open to everybody. */
export const Access = z
  .object({
    you: Identity.nullable(),
    /** False: nobody can sign in yet; the set-up link is on the terminal that Tidemark was started from. */
    accounts: z.boolean(),
    /** The OpenID provider, as its button says; null: none. */
    provider: z.string().nullable(),
  })
  .meta({ id: "Access" });
export type Access = z.infer<typeof Access>;

/** `POST /api/access/sign-in`. */
export const SignIn = z
  .object({
    name: z.string().min(1).max(64),
    password: z.string().min(1).max(256),
    code: SecondFactor.optional(),
  })
  .meta({ id: "SignIn" });
export type SignIn = z.infer<typeof SignIn>;

/** `POST /api/access/confirm`: the same person once more, before something dangerous. */
export const ConfirmIdentity = z
  .object({ password: z.string().min(1).max(256), code: SecondFactor.optional() })
  .meta({ id: "ConfirmIdentity" });
export type ConfirmIdentity = z.infer<typeof ConfirmIdentity>;

/** Secret part of a one-use link: 256 random bits. */
export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, { error: "not a link of ours" });

/** `POST /api/access/link`: what a one-use link is for. `first`: the first account; `invitation`, `reset`: a named person's password. */
export const LinkAnswer = z
  .object({
    kind: z.enum(["first", "invitation", "reset"]),
    name: z.string().nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: "LinkAnswer" });
export type LinkAnswer = z.infer<typeof LinkAnswer>;
export const LinkQuestion = z.object({ token: LinkToken }).meta({ id: "LinkQuestion" });

/** `POST /api/access/setup`: sets the password that a one-use link is for, and signs in. `name` for the first account alone. */
export const SetUp = z
  .object({ token: LinkToken, name: UserName.optional(), password: Password })
  .meta({ id: "SetUp" });
export type SetUp = z.infer<typeof SetUp>;

/** `POST /api/access/password`: one's own. All other sessions end. */
export const ChangePassword = z
  .object({ current: z.string().min(1).max(256), password: Password, code: SecondFactor.optional() })
  .meta({ id: "ChangePassword" });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** `POST /api/access/totp`: a secret that counts once a code of it was given to `POST /api/access/totp/confirm`. */
export const TotpSecret = z
  .object({
    /** Base32, as an authenticator takes it by hand. */
    secret: z.string(),
    /** `otpauth://totp/…`, to be drawn as a QR code. */
    uri: z.string(),
  })
  .meta({ id: "TotpSecret" });
export type TotpSecret = z.infer<typeof TotpSecret>;
export const TotpCode = z
  .object({ code: z.string().regex(/^\d{6}$/, { error: "allowed: six digits" }) })
  .meta({ id: "TotpCode" });
/** Each works once, in place of a code. Shown once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) }).meta({ id: "RecoveryCodes" });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** A browser that somebody is signed in with. */
export const Session = z
  .object({
    id: z.string(),
    startedAt: Timestamp,
    seenAt: Timestamp,
    expiresAt: Timestamp,
    /** The address it was last seen from. */
    address: z.string().nullable(),
    /** The browser's User-Agent, cut. */
    agent: z.string().nullable(),
    /** The one that asks. */
    current: z.boolean(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;
export const SessionList = z.object({ sessions: z.array(Session) }).meta({ id: "SessionList" });

/** Somebody who can sign in. */
export const User = z
  .object({
    id: z.string(),
    name: z.string(),
    /** `local`: by a password of ours. `oidc`: by the provider, which says what they may at each sign-in. */
    source: z.enum(["local", "oidc"]),
    grants: Grants,
    disabled: z.boolean(),
    secondFactor: z.boolean(),
    /** Invited, and no password set yet. */
    invited: z.boolean(),
    createdAt: Timestamp,
    lastSignInAt: Timestamp.nullable(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;
export const UserList = z.object({ users: z.array(User) }).meta({ id: "UserList" });

/** `POST /api/users`. */
export const AddUser = z.object({ name: UserName, grants: Grants }).meta({ id: "AddUser" });
export type AddUser = z.infer<typeof AddUser>;
/** A person and the one-use link for their password, shown this once. */
export const Invitation = z
  .object({ user: User, link: z.string(), expiresAt: Timestamp })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;
/** `POST /api/users/:id`: what is given is changed; sessions hear of it within 2 s. */
export const ChangeUser = z
  .object({
    grants: Grants.optional(),
    disabled: z.boolean().optional(),
    /** False takes a lost second factor away; true is the person's own to set. */
    secondFactor: z.literal(false).optional(),
  })
  .meta({ id: "ChangeUser" });
export type ChangeUser = z.infer<typeof ChangeUser>;

/** For a program. */
export const ApiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    grants: Grants,
    /** `settings`: named under access.tokens; it is changed there. */
    source: z.enum(["added", "settings"]),
    createdAt: Timestamp.nullable(),
    createdBy: z.string().nullable(),
    /** Null: never. */
    expiresAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: "ApiToken" });
export type ApiToken = z.infer<typeof ApiToken>;
export const ApiTokenList = z.object({ tokens: z.array(ApiToken) }).meta({ id: "ApiTokenList" });
/** `POST /api/tokens`. */
export const AddToken = z
  .object({
    name: UserName,
    grants: Grants,
    /** Days until it ends; null: never. */
    days: z.number().int().min(1).max(3650).nullable(),
  })
  .meta({ id: "AddToken" });
export type AddToken = z.infer<typeof AddToken>;
/** The token itself is shown this once, and kept as a hash. */
export const NewToken = z.object({ token: ApiToken, secret: z.string() }).meta({ id: "NewToken" });
export type NewToken = z.infer<typeof NewToken>;
