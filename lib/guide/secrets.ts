/** Everybody who logs in somewhere in a set-up. */
export const partyNames = [
  "admin",
  "app",
  "replica",
  "tidemark",
  "tidemark-op",
  "tidemark-backup",
  "sentinel",
] as const;
export type PartyName = (typeof partyNames)[number];

/** A password in its two forms: in clear for whoever logs in with it, and as an ACL rule takes it. */
export interface Secret {
  readonly clear: string;
  /** `>…` in clear, or `#` and a SHA-256 in hexadecimal. */
  readonly rule: string;
}

/** The password of each party; where there is one for all, that of `admin`. */
export type Secrets = Readonly<Record<PartyName, Secret>>;

const placeholder = (name: string): Secret => ({
  clear: `{{${name}-password}}`,
  rule: `>{{${name}-password}}`,
});

/** What is to be replaced before the files are used. */
export const placeholders: Secrets = {
  admin: placeholder("admin"),
  app: placeholder("app"),
  replica: placeholder("replica"),
  tidemark: placeholder("tidemark"),
  "tidemark-op": placeholder("tidemark-op"),
  "tidemark-backup": placeholder("tidemark-backup"),
  sentinel: placeholder("sentinel"),
};

/** Whether a text still has places for passwords. */
export const hasPlaceholder = (text: string): boolean => /\{\{[a-z-]+\}\}/.test(text);
