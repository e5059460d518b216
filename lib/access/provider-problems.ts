/**
 * Why a sign-in by an OpenID provider did not come about. A browser is in the middle of a redirect then, so the page is told
 * the code alone and says the rest itself: nothing that a link could put into its words.
 */
export const providerProblems = {
  "provider-unreachable": {
    status: 503,
    title: "The sign-in provider cannot be asked",
    detail:
      "It does not answer, or not as an OpenID provider. Try again; Tidemark's log says what was asked and what came.",
  },
  "provider-refused": {
    status: 403,
    title: "The provider's answer does not sign anybody in",
    detail:
      "The provider refused, or its answer did not stand the checks. Begin anew; Tidemark's log says which it was.",
  },
  "sign-in-expired": {
    status: 400,
    title: "This sign-in is not under way",
    detail:
      "It was begun more than 10 minutes ago, in another browser, or another one was begun in this browser since. Begin anew.",
  },
  "sign-in-not-fresh": {
    status: 403,
    title: "The provider did not have you sign in anew",
    detail:
      "Before something dangerous the provider has to ask who you are once more, and say when it did (auth_time). It did not.",
  },
  "other-person": {
    status: 403,
    title: "Somebody else signed in at the provider",
    detail: "Only the person who is signed in here can confirm. Sign in as that person, or sign out first.",
  },
  "no-role": {
    status: 403,
    title: "Nothing here is open to you",
    detail:
      "The provider knows you, but none of what it says of you is in access.oidc.grants. Whoever keeps Tidemark's settings can add it.",
  },
} as const;

export type ProviderProblem = keyof typeof providerProblems;

/** The code that a page was sent back with; null: it is none of these. */
export const providerProblem = (code: string | null): ProviderProblem | null =>
  codes.find((known) => known === code) ?? null;

const codes: readonly ProviderProblem[] = [
  "provider-unreachable",
  "provider-refused",
  "sign-in-expired",
  "sign-in-not-fresh",
  "other-person",
  "no-role",
];
