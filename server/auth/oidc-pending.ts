import { z } from "zod";
import { ProblemError } from "@/server/errors";
import type { Seal } from "@/server/store/seal";
import { providerError } from "./oidc-problems";

/** How long somebody may take at the provider. */
export const pendingMs = 10 * 60_000;

const Pending = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  beganMs: z.number(),
  /** Who confirms, as lib/access/person-key writes it, and in which session of ours; null: a sign-in. */
  again: z.object({ person: z.string(), session: z.string() }).nullable(),
});

/** What has to be remembered of a sign-in until the provider sends the browser back. */
export type Pending = z.output<typeof Pending>;

const name = "oidc";

/** For a cookie of the browser that began it: whoever holds the cookie can neither read nor change it. */
export const sealPending = (seal: Pick<Seal, "seal">, pending: Pending): string =>
  seal.seal(name, JSON.stringify(pending));

/**
 * @param sealed what the browser brought; undefined: nothing.
 * @throws ProblemError `sign-in-expired`: nothing, not of ours, or too old.
 */
export function openPending(seal: Pick<Seal, "open">, sealed: string | undefined, nowMs: number): Pending {
  if (sealed === undefined) throw providerError("sign-in-expired");
  const { success, data } = Pending.safeParse(JSON.parse(openOwn(seal, sealed)));
  // Another version may have sealed it. And a clock that was set back is no reason to let a sign-in live on.
  if (!success || Math.abs(nowMs - data.beganMs) > pendingMs) throw providerError("sign-in-expired");
  return data;
}

function openOwn(seal: Pick<Seal, "open">, sealed: string): string {
  try {
    return seal.open(name, sealed);
  } catch (error) {
    if (error instanceof ProblemError) throw providerError("sign-in-expired");
    throw error;
  }
}
