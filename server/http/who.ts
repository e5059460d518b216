import type { Context } from "hono";
import type { Role } from "@/lib/contract";
import type { Asker, Auth, From, Who } from "@/server/auth";
import { signInRequired } from "@/server/auth/refusals";
import { ProblemError } from "@/server/errors";

/** What the routes are told of a request beside the request: the connection it came by. */
export interface Connection {
  readonly incoming?: {
    readonly rawHeaders: readonly string[];
    readonly socket: { readonly remoteAddress?: string | undefined };
  };
}

/** Hears of somebody who asked for more than they may. */
export type Forbidden = (
  who: Who,
  asked: { what: string; needs: Role; group: string | null; code: "forbidden" | "not-found" },
) => void;

export interface Gatekeeper {
  /** Who asks. @throws ProblemError `sign-in-required` */
  signedIn(context: Context): Promise<Asking>;
  /** Who asks, or null. */
  whoever(context: Context): Promise<Who | null>;
  /** Asks later, while something is still being answered: whether what held of them still does. */
  still(context: Context, holds: (who: Who) => boolean): () => Promise<boolean>;
}

/** Somebody in the middle of a request. */
export interface Asking extends Who {
  /** Whether they see a group at all. */
  sees(group: string | null): boolean;
  /** The only groups they see; null: all. */
  readonly seen: readonly string[] | null;
  /** Whether somebody is let do the same as they are now. */
  isSame(later: Who): boolean;
  /** They asked for what lies in a group they do not see: it is written down, and answered as if it were not there. */
  hide(group: string): void;
  /**
   * @param group null: what concerns all groups.
   * @throws ProblemError `forbidden`
   */
  demand(role: Role, group: string | null): void;
}

/** The request as the question who asks. */
export const askerOf = (context: Context): Asker => ({
  header: (name) => context.req.header(name),
  rawHeaders: incomingOf(context)?.rawHeaders ?? [],
  peer: peerOf(context),
});

export const fromOf = ({ auth }: { readonly auth: Pick<Auth, "addressOf"> }, context: Context): From => ({
  address: auth.addressOf(askerOf(context)),
  agent: context.req.header("user-agent") ?? null,
});

function incomingOf(context: Context): Connection["incoming"] {
  const connection: Connection = context.env ?? {};
  return connection.incoming;
}

const peerOf = (context: Context): string | null => incomingOf(context)?.socket.remoteAddress ?? null;

export function createGatekeeper(auth: Pick<Auth, "identify">, forbidden: Forbidden): Gatekeeper {
  return {
    whoever: (context) => auth.identify(askerOf(context)),
    still: (context, holds) => {
      const asker = askerOf(context);
      // While the store cannot be read nothing can be taken away either.
      return () =>
        auth.identify(asker).then(
          (who) => who !== null && holds(who),
          () => true,
        );
    },
    async signedIn(context) {
      const who = await auth.identify(askerOf(context));
      if (who === null) throw signInRequired();
      const { grants } = who.identity;
      const what = `${context.req.method} ${context.req.path}`;
      const refuse = (needs: Role, group: string | null): ProblemError => {
        forbidden(who, { what, needs, group, code: "forbidden" });
        return tooLittle(who, needs, group);
      };
      return {
        ...who,
        sees: (group) => who.may("viewer", group),
        seen: grants.all === null ? Object.keys(grants.groups) : null,
        isSame: (later) => JSON.stringify(later.identity.grants) === JSON.stringify(grants),
        hide: (group) => forbidden(who, { what, needs: "viewer", group, code: "not-found" }),
        demand(role, group) {
          if (!who.may(role, group)) throw refuse(role, group);
        },
      };
    },
  };
}

const plural: Record<Role, string> = { viewer: "Viewers", operator: "Operators", admin: "Admins" };

const tooLittle = (who: Who, needs: Role, group: string | null): ProblemError =>
  new ProblemError(
    403,
    "forbidden",
    "You may not do this",
    `${plural[needs]} ${group === null ? "of all groups" : `of ${group}`} may do this; ${who.identity.name} is none. An admin can change that.`,
  );

/**
 * For what cannot be undone, or would outlast a browser that somebody left open. Programs and whoever never signs in are asked for no
 * such proof: they could not give one.
 * @throws ProblemError `confirm-identity`
 */
export function requireConfirmed(
  { identity: { confirmedUntil } }: Pick<Who, "identity">,
  nowMs: number,
): void {
  if (confirmedUntil === null || Date.parse(confirmedUntil) > nowMs) return;
  throw new ProblemError(
    403,
    "confirm-identity",
    "Confirm that it is you",
    "This asks for a sign-in of the last 5 minutes, and yours is older. Prove once more who you are (POST /api/access/confirm, or the OpenID provider), and send the same request again.",
  );
}
