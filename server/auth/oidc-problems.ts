import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { type ProviderProblem, providerProblems } from "@/lib/access/provider-problems";
import { ProblemError } from "@/server/errors";

/** One of the ways in which a sign-in by the provider fails. `more`: a sentence of ours that says which. */
export function providerError(code: ProviderProblem, more?: string): ProblemError {
  const { status, title, detail } = providerProblems[code];
  return new ProblemError(status, code, title, more === undefined ? detail : `${more} ${detail}`);
}

/** What providers answer by the standards, and what is to be done. RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6. */
const answers: Readonly<Record<string, string>> = {
  access_denied: "The provider or the person said no.",
  login_required: "The provider would have had to ask who it is, and did not.",
  interaction_required: "The provider would have had to ask something, and did not.",
  consent_required: "The provider would have had to ask for consent, and did not.",
  invalid_client: "The provider does not take client-id and client-secret.",
  unauthorized_client: "The provider does not let this client sign people in by a code.",
  invalid_scope: "The provider does not know one of access.oidc.scopes.",
  invalid_request: "The provider does not take the request; is the callback address registered there?",
  invalid_grant:
    "The provider does not take the code: it was used before, is too old, or was not for this browser.",
  server_error: "The provider has a fault.",
  temporarily_unavailable: "The provider is busy.",
};

/** What the library found wrong with an answer, by its codes. */
const checks: Readonly<Record<string, string>> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: "The token is not valid now: compare the clocks of both machines.",
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: "A claim is not what it must be: issuer, audience or nonce.",
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "The answer is of another issuer than access.oidc.issuer says.",
  OAUTH_KEY_SELECTION_FAILED: "The token is not signed with a key that the provider publishes.",
  OAUTH_INVALID_RESPONSE: "The answer is not one that the standard has, or its signature is wrong.",
  OAUTH_PARSE_ERROR: "The answer cannot be read.",
};

/** No answer, or one that no OpenID provider gives: another status, or no JSON. */
const unreachable = new Set([
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
]);

const known = (table: Readonly<Record<string, string>>, code: string | undefined): string | undefined =>
  code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined;

/** Whatever the library threw while the provider was asked, as a refusal of ours. Nothing that came from there is in it. */
export function fromProvider(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return providerError("provider-refused", known(answers, error.error));
  if (error instanceof WWWAuthenticateChallengeError)
    return providerError(
      "provider-refused",
      "The provider does not take client-id and client-secret, or not the token that it gave out itself.",
    );
  if (error instanceof ClientError)
    return error.code !== undefined && unreachable.has(error.code)
      ? providerError("provider-unreachable")
      : providerError("provider-refused", known(checks, error.code));
  // fetch reports a host that is not there, a closed connection and a certificate that is not trusted alike.
  if (error instanceof TypeError) return providerError("provider-unreachable");
  throw error;
}
