import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Logger } from "pino";
import { claimValues, grantsOf } from "@/lib/access/claims";
import { type ProviderPerson, personKey } from "@/lib/access/person-key";
import { wayBack } from "@/lib/access/way-back";
import type { Grants } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { OidcSettings } from "@/server/settings/access-section";
import type { Seal } from "@/server/store/seal";
import { createDiscovery } from "./oidc-discovery";
import { openPending, type Pending, sealPending } from "./oidc-pending";
import { fromProvider, providerError } from "./oidc-problems";

/** Whom the provider signed in. */
export interface ProviderSignIn {
  readonly person: ProviderPerson;
  /** What the provider calls them, as it came; null: it does not say. */
  readonly claimedName: string | null;
  /** Nothing at all for somebody of whom no row of the table speaks. */
  readonly grants: Grants;
  /** When they last proved to the provider who they are; null: it does not say. */
  readonly authTimeMs: number | null;
  /** A page of ours. */
  readonly to: string;
  /** The session whose person confirmed just now that it is them; null: a sign-in. */
  readonly confirmed: string | null;
}

export interface Oidc {
  /** What the button says. */
  readonly label: string;
  /**
   * Begins a sign-in. `again`: the provider has to ask anew, and the answer must be about this person. The session goes with it,
   * for its cookie does not come along when another site sends the browser back.
   * `url` is where the browser goes, and `pending` what it keeps until it is back.
   * @throws ProblemError `provider-unreachable`, `provider-refused`
   */
  begin(asked: {
    readonly to: string | null;
    readonly again: { readonly person: string; readonly session: string } | null;
  }): Promise<{ readonly url: string; readonly pending: string }>;
  /** What a sign-in that is under way is for; null: none is, or it has expired. */
  underway(pending: string | undefined): { readonly to: string; readonly isAgain: boolean } | null;
  /**
   * Ends a sign-in: the code is given for a token, and the token checked.
   * @param query what the provider sent the browser back with
   * @throws ProblemError of lib/access/provider-problems, all but `no-role`
   */
  finish(query: URLSearchParams, pending: string | undefined): Promise<ProviderSignIn>;
}

export interface OidcDeps {
  /** Where the provider sends browsers back to; it is registered there. */
  readonly redirectUri: string;
  readonly seal: Pick<Seal, "seal" | "open">;
  readonly now: () => number;
  readonly log: Pick<Logger, "warn" | "debug">;
}

/**
 * So long ago somebody may have proven to the provider who they are, for a plain sign-in. It is there to be asked at all: a provider
 * need not say when it was (`auth_time`) unless it is given a limit. OpenID Connect Core, 3.1.2.1.
 */
const longestSeconds = 30 * 86_400;
/** How far the provider's clock may be from ours, where it says when somebody signed in. */
const toleranceMs = 30_000;

/** Sign-in by an OpenID provider: authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 3.1). */
export function createOidc(settings: OidcSettings, { redirectUri, seal, now, log }: OidcDeps): Oidc {
  const configuration = createDiscovery(settings, now);

  /** Logs what became of it: the refusal itself, for what the library throws holds tokens and what the provider wrote. */
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      const problem = fromProvider(error);
      log.warn(
        { code: problem.code, detail: problem.detail },
        "A sign-in by the provider did not come about",
      );
      throw problem;
    }
  };

  return {
    label: settings.label,
    begin: ({ to, again }) =>
      asking(async () => {
        const config = await configuration();
        const pending: Pending = {
          state: randomState(),
          nonce: randomNonce(),
          verifier: randomPKCECodeVerifier(),
          to: wayBack(to),
          beganMs: now(),
          again,
        };
        const url = buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: settings.scopes,
          state: pending.state,
          nonce: pending.nonce,
          code_challenge: await calculatePKCECodeChallenge(pending.verifier),
          code_challenge_method: "S256",
          ...(again === null ? { max_age: String(longestSeconds) } : { prompt: "login", max_age: "0" }),
        });
        return { url: url.href, pending: sealPending(seal, pending) };
      }),

    underway(sealed) {
      try {
        const { to, again } = openPending(seal, sealed, now());
        return { to, isAgain: again !== null };
      } catch (error) {
        if (error instanceof ProblemError) return null;
        throw error;
      }
    },

    async finish(query, sealed) {
      const pending = openPending(seal, sealed, now());
      if (query.get("state") !== pending.state) throw providerError("sign-in-expired");
      return await asking(async () => {
        const claims = await claimsOf(await configuration(), query, pending);
        const person = { issuer: claims.iss, subject: claims.sub };
        const authTimeMs = typeof claims.auth_time === "number" ? claims.auth_time * 1000 : null;
        if (pending.again !== null) {
          if (personKey(person) !== pending.again.person) throw providerError("other-person");
          if (authTimeMs === null || authTimeMs < pending.beganMs - toleranceMs)
            throw providerError("sign-in-not-fresh");
        }
        const values = claimValues(claims[settings.groupsClaim]) ?? [];
        log.debug({ subject: claims.sub, values }, "The provider says this of somebody who signs in");
        const name = claims[settings.nameClaim];
        return {
          person,
          claimedName: typeof name === "string" ? name : null,
          grants: grantsOf(values, settings.grants),
          authTimeMs: authTimeMs === null ? null : Math.min(authTimeMs, now()),
          to: pending.to,
          confirmed: pending.again?.session ?? null,
        };
      });
    },
  };

  /** The ID token's claims, and those of the userinfo endpoint where what is needed is not among them. */
  async function claimsOf(config: Configuration, query: URLSearchParams, pending: Pending) {
    // The address that was registered, never the one in the request: Host is the client's to choose.
    const back = new URL(redirectUri);
    back.search = query.toString();
    const tokens = await authorizationCodeGrant(config, back, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw providerError("provider-refused");
    const lacking = [settings.nameClaim, settings.groupsClaim].some((claim) => claims[claim] === undefined);
    if (!lacking || config.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
  }
}
