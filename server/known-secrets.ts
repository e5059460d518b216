import type { GroupConfig } from "@/server/poller/config";
import { parseSeed } from "@/server/redis/seed";

/**
 * The passwords that Tidemark was told. What it writes down of others' words, such as a refused request, may hold one that was
 * typed into the wrong field; it is hidden there. Answers hide nothing: whoever asks could find out by that what is a password.
 */
export interface KnownSecrets {
  /** Any one secret, such as a token of the settings. */
  add(secret: string): void;
  learn(group: Pick<GroupConfig, "seeds" | "password"> & Partial<GroupConfig>): void;
  /** `text` with every secret as `(hidden)`, as it is and as JSON and URLs write it. */
  hide(text: string): string;
}

/**
 * What Tidemark itself gives people and programs to sign in with, of which it knows only hashes: 256 random bits in base64url,
 * with `tdm_` before a program's.
 */
const ownSecret = /(?<![\w-])(?:tdm_)?[\w-]{43}(?![\w-])/g;

/** What is shorter stands in words by chance: hiding it would garble what is written. */
const shortest = 6;

export function createKnownSecrets(): KnownSecrets {
  const written = new Set<string>();
  const add = (secret: string | null | undefined): void => {
    if (secret == null || secret.length < shortest) return;
    written.add(secret);
    written.add(JSON.stringify(secret).slice(1, -1));
    written.add(encodeURIComponent(secret));
  };
  return {
    add,
    learn({ seeds, password, operator, sentinel, backup }) {
      for (const seed of seeds) {
        const read = parseSeed(seed);
        if (read.ok) add(read.value.login.password);
      }
      for (const secret of [password, operator?.password, sentinel?.password, backup?.password]) add(secret);
    },
    hide: (text) =>
      [...written]
        .reduce((rest, secret) => rest.replaceAll(secret, "(hidden)"), text)
        .replace(ownSecret, "(hidden)"),
  };
}
