import type { AddToken, ApiToken, AuditDraft, NewToken } from "@/lib/contract";
import type { AccessStore } from "@/server/access-port";
import { ProblemError } from "@/server/errors";
import type { TokenRecord } from "@/server/store/access-records";
import { timeOrderedId } from "@/server/store/ids";
import type { SettingsToken } from "./identify";
import { nameTaken } from "./refusals";
import { hashSecret, newSecret } from "./secret";
import type { Who } from "./who";

/** So that scanners for leaked secrets, and people, know one when they see it. */
const prefix = "tdm_";
const dayMs = 86_400_000;

export interface TokensOptions {
  readonly store: AccessStore;
  readonly settings: readonly SettingsToken[];
  readonly changed: () => void;
  readonly now: () => number;
}

/** Tokens for programs: shown once, kept as a hash. */
export type Tokens = ReturnType<typeof createTokens>;

export function createTokens({ store, settings, changed, now }: TokensOptions) {
  const entry = (
    kind: "token-added" | "token-removed",
    by: Who,
    detail: AuditDraft["detail"],
  ): AuditDraft => ({
    actor: by.actor,
    kind,
    group: null,
    instance: null,
    run: null,
    detail,
  });
  return {
    async list(): Promise<ApiToken[]> {
      return [...settings.map(ofSettings), ...(await store.tokens()).map(toView)];
    },

    /** @throws ProblemError `name-taken` */
    async add({ name, grants, days }: AddToken, by: Who): Promise<NewToken> {
      if (settings.some((one) => one.name === name)) throw nameTaken(name);
      const secret = `${prefix}${newSecret()}`;
      const nowMs = now();
      const token: TokenRecord = {
        id: timeOrderedId(nowMs),
        name,
        hash: hashSecret(secret),
        grants,
        createdMs: nowMs,
        createdBy: by.actor,
        expiresMs: days === null ? null : nowMs + days * dayMs,
        usedMs: null,
      };
      await store.change([entry("token-added", by, { token: name, grants, days })], async (tx) => {
        if (!(await tx.addToken(token))) throw nameTaken(name);
      });
      changed();
      return { token: toView(token), secret };
    },

    /** @throws ProblemError `not-found` */
    async remove(id: string, by: Who): Promise<void> {
      const token = (await store.tokens()).find((one) => one.id === id);
      if (token === undefined)
        throw new ProblemError(
          404,
          "not-found",
          "Not found",
          "There is no such token that could be removed here. GET /api/tokens lists them; those of the settings are removed there.",
        );
      await store.change([entry("token-removed", by, { token: token.name })], (tx) => tx.removeToken(id));
      changed();
    },
  };
}

const ofSettings = ({ name, grants }: SettingsToken): ApiToken => ({
  id: `settings:${name}`,
  name,
  grants,
  source: "settings",
  createdAt: null,
  createdBy: null,
  expiresAt: null,
  lastUsedAt: null,
});

const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const toView = (token: TokenRecord): ApiToken => ({
  id: token.id,
  name: token.name,
  grants: token.grants,
  source: "added",
  createdAt: time(token.createdMs),
  createdBy: token.createdBy,
  expiresAt: time(token.expiresMs),
  lastUsedAt: time(token.usedMs),
});
