import type { InstanceId } from "@/lib/group/member";

/** Whether a replica can log in at an upstream, by what both have set. */
export type LoginVerdict =
  | "open"
  | "fits"
  | "no-password"
  | "wrong-password"
  | "unasked-password"
  | "no-user"
  | "user-off"
  | "unknown";

/** What a replica sends at its upstream. */
export interface LoginSent {
  /** Its masteruser; empty: none is set, and the upstream takes it for `default`. */
  readonly user: string;
  /** SHA-256 of its masterauth, in hexadecimal; null: none is set, so nothing is sent at all. */
  readonly secretHash: string | null;
}

/** A user of an upstream, as ACL GETUSER tells it. */
export interface AclUser {
  readonly on: boolean;
  readonly nopass: boolean;
  /** SHA-256 of each password, in hexadecimal. */
  readonly hashes: readonly string[];
}

/** The user that a replica logs in as. Without masterauth it sends no AUTH, whatever its masteruser. */
export const userOf = ({ user, secretHash }: LoginSent): string =>
  secretHash === null || user === "" ? "default" : user;

/**
 * Source: replication.c, syncWithMaster (AUTH is sent where masterauth is set, with masteruser where that is too);
 * acl.c, authCommand (a password for a `default` that asks for none is refused) and ACLCheckUserCredentials.
 * @param there the user that `userOf` names; null: there is none of that name; undefined: that is not known
 */
export function judgeLogin(sent: LoginSent, there: AclUser | null | undefined): LoginVerdict {
  if (there === undefined) return "unknown";
  if (there === null) return "no-user";
  if (!there.on) return "user-off";
  if (sent.secretHash === null) return there.nopass ? "open" : "no-password";
  if (there.nopass) return sent.user === "" ? "unasked-password" : "open";
  return there.hashes.includes(sent.secretHash) ? "fits" : "wrong-password";
}

/** The reply to ACL GETUSER; null: there is no such user; undefined: it is none. Lists of names and values, as RESP2 gives them. */
export function readAclUser(reply: unknown): AclUser | null | undefined {
  if (reply === null) return null;
  if (!Array.isArray(reply)) return undefined;
  const listAt = (name: string): readonly unknown[] | null => {
    const value: unknown = reply[reply.indexOf(name) + 1];
    return reply.includes(name) && Array.isArray(value) ? value : null;
  };
  const [flags, passwords] = [listAt("flags"), listAt("passwords")];
  if (flags === null || passwords === null) return undefined;
  return {
    on: flags.includes("on"),
    nopass: flags.includes("nopass"),
    hashes: passwords.filter((hash) => typeof hash === "string"),
  };
}

/** What is known of logins: by the link that a plan would make. */
export type Logins = ReadonlyMap<string, LoginVerdict>;

export const loginKey = (replica: InstanceId, upstream: InstanceId): string =>
  JSON.stringify([replica, upstream]);
