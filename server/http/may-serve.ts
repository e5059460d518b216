import type { Logger } from "pino";
import { ProblemError } from "@/server/errors";
import { formatListen, isLoopback, type Listen } from "@/server/settings/listen";
import type { Sites } from "./sites";

interface Reach {
  readonly listen: Listen;
  readonly sites: Pick<Sites, "isSecure" | "publicUrl">;
  /** Somebody can sign in, or a program can make their account. */
  readonly accounts: boolean;
  readonly insecureHttp: boolean;
}

const isEvery = (hostname: string): boolean => hostname === "0.0.0.0" || hostname === "[::]";

/** Why other machines may not be served; of those that hold the first counts. */
export const reachRules: readonly {
  readonly holds: (reach: Reach) => boolean;
  readonly problem: (reach: Reach) => ProblemError;
}[] = [
  {
    holds: ({ accounts }) => !accounts,
    problem: ({ listen }) =>
      new ProblemError(
        503,
        "no-account-yet",
        "Tidemark does not listen there yet",
        `Other machines can reach ${formatListen(listen)}, and nobody has an account. Start once with --host 127.0.0.1, ` +
          "open the link that is printed, and make one; or name a token with the role admin under access.tokens. " +
          "More in docs/reverse-proxy.md.",
      ),
  },
  {
    holds: ({ sites }) => isEvery(new URL(sites.publicUrl).hostname),
    problem: ({ listen }) =>
      new ProblemError(
        503,
        "public-url-missing",
        "Tidemark does not know its own address",
        `It listens at every address, ${formatListen(listen)}, and no browser has that one in its bar: nobody could sign in. ` +
          "Set public-url to the address that is opened, such as https://tidemark.example.",
      ),
  },
  {
    holds: ({ sites, insecureHttp }) => !sites.isSecure && !insecureHttp,
    problem: ({ listen, sites }) =>
      new ProblemError(
        503,
        "insecure-listen",
        "Tidemark does not listen there without https",
        `Other machines can reach ${formatListen(listen)}, and what they send to ${sites.publicUrl} anybody on the way ` +
          "could read, passwords among it. Give public-url the https address of the proxy in front, or set tls.cert and " +
          "tls.key; where neither can be, set access.insecure-http: true.",
      ),
  },
];

/** Null: whoever can reach that address may be served there. */
export function reachProblem(reach: Reach): ProblemError | null {
  if (isLoopback(reach.listen.host)) return null;
  return reachRules.find(({ holds }) => holds(reach))?.problem(reach) ?? null;
}

/**
 * Ends a start that would serve other machines before anybody has an account, under no address of its own, or without https.
 * @throws ProblemError `no-account-yet`, `public-url-missing`, `insecure-listen`
 */
export async function mayServe(
  { insecureHttp }: { readonly insecureHttp: boolean },
  at: {
    readonly listen: Listen;
    readonly sites: Sites;
    readonly accounts: () => Promise<boolean>;
    readonly log: Logger;
  },
): Promise<void> {
  const { listen, sites } = at;
  if (isLoopback(listen.host)) return;
  const problem = reachProblem({ listen, sites, insecureHttp, accounts: await at.accounts() });
  if (problem !== null) throw problem;
  if (!sites.isSecure) at.log.warn({ url: sites.publicUrl }, "passwords and sessions travel unencrypted");
}
