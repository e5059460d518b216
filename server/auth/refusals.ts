import { ProblemError } from "@/server/errors";

export const signInRequired = (): ProblemError =>
  new ProblemError(
    401,
    "sign-in-required",
    "Sign in first",
    "Sign in on the page, or send an API token: Authorization: Bearer tdm_….",
  );

export const signInFailed = (detail = "The name or the password is wrong."): ProblemError =>
  new ProblemError(401, "sign-in-failed", "That did not work", detail);

export const codeRequired = (
  detail = "The password is right. Now the code of your authenticator, or a recovery code.",
): ProblemError => new ProblemError(401, "code-required", "A code is needed", detail);

export const linkUsed = (): ProblemError =>
  new ProblemError(
    410,
    "link-used",
    "This link no longer works",
    "It was used, has ended, or another one took its place. Ask for a new one; for the first account, start Tidemark again or run `tidemark setup-link`.",
  );

export const lastAdmin = (): ProblemError =>
  new ProblemError(
    409,
    "last-admin",
    "Nobody could let people in any more",
    "This is the last account that is an admin of all groups. Make another one admin first.",
  );

export const nameTaken = (name: string): ProblemError =>
  new ProblemError(
    409,
    "name-taken",
    "This name is taken",
    `There is a ${name} already. Choose another name.`,
  );

export const notLocal = (): ProblemError =>
  new ProblemError(
    409,
    "no-password-here",
    "This is not kept here",
    "Who comes from the OpenID provider, a proxy, a token or the demo's link has no password and no second factor of Tidemark's.",
  );
