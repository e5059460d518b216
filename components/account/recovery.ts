/** A secret in groups of four, as an authenticator's form asks for it. */
export const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, "$1 ");

/** Recovery codes as a file to keep. */
export const recoveryFile = (codes: readonly string[], name: string): string =>
  [
    `Recovery codes of ${name} for Tidemark.`,
    "Each works once, in place of a code of the authenticator.",
    "",
    ...codes,
    "",
  ].join("\n");
