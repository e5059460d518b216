import { createHash } from "node:crypto";
import type { PlanRequest } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { makePlan, type PlanContext } from "@/lib/plan";
import {
  type AclUser,
  judgeLogin,
  type LoginSent,
  type LoginVerdict,
  loginKey,
  readAclUser,
  userOf,
} from "@/lib/plan/login";
import type { Fleet, Reply } from "@/server/ports";
import type { ActionsDeps } from "./deps";

const ASK_MS = 2000;

interface Asker {
  readonly fleet: Pick<Fleet, "command">;
}

/**
 * The context with what is known of the logins that the request's links will need: asked with the operator's rights,
 * compared as hashes and forgotten at once. Nothing but the verdict leaves this file: no password, and no hash of one.
 */
export async function withLogins(
  deps: ActionsDeps,
  request: PlanRequest,
  context: PlanContext,
): Promise<PlanContext> {
  const made = makePlan(request, context);
  if (!made.ok) return context;
  const links = made.value.steps.flatMap(({ kind, instance, peer }) =>
    (kind === "failover" || kind === "replicaof") && peer !== null
      ? [{ replica: instance, upstream: peer }]
      : [],
  );
  const verdicts = await Promise.all(
    links.map(
      async ({ replica, upstream }) =>
        [loginKey(replica, upstream), await verdictOf(deps, replica, upstream)] as const,
    ),
  );
  return { ...context, logins: new Map(verdicts) };
}

/** Whether `replica` could log in at `upstream` as both are set now. */
export async function verdictOf(
  deps: Asker,
  replica: InstanceId,
  upstream: InstanceId,
): Promise<LoginVerdict> {
  const [secret, user] = await Promise.all([
    settingOf(deps, replica, "masterauth"),
    settingOf(deps, replica, "masteruser"),
  ]);
  if (secret === null || user === null) return "unknown";
  const sent: LoginSent = { user, secretHash: secret === "" ? null : hashOf(secret) };
  return judgeLogin(sent, await userAt(deps, upstream, userOf(sent)));
}

async function userAt(deps: Asker, upstream: InstanceId, name: string): Promise<AclUser | null | undefined> {
  const told = await askOf(deps, upstream, ["ACL", "GETUSER", name]);
  if (told !== undefined) return readAclUser(told);
  if (name !== "default") return undefined;
  // Where users may not be read the old setting says the same of `default`, unless ACL SETUSER gave it another password.
  const password = await settingOf(deps, upstream, "requirepass");
  if (password === null) return undefined;
  return { on: true, nopass: password === "", hashes: password === "" ? [] : [hashOf(password)] };
}

/** A setting's value; null where it could not be had. */
async function settingOf(deps: Asker, instance: InstanceId, name: string): Promise<string | null> {
  const reply = await askOf(deps, instance, ["CONFIG", "GET", name]);
  const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === "string" ? value : null;
}

async function askOf(
  { fleet }: Asker,
  instance: InstanceId,
  words: readonly string[],
): Promise<Reply | undefined> {
  const outcome = await fleet.command(instance, words, { as: "operator", deadlineMs: ASK_MS });
  return outcome.state === "replied" ? outcome.reply : undefined;
}

/** As ACL keeps them: `ACL GETUSER` never gives a password back. Source: acl.c, ACLHashPassword. */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
