import { hash, verify } from "@node-rs/argon2";
import { newSecret } from "./secret";

/** Argon2id (the library's default) with OWASP's first choice: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A password as the store keeps it: Argon2id in PHC's form, salt and cost in it. Takes some 40 ms of one core. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let nobody: Promise<string> | null = null;

/**
 * Whether it is this password.
 * @param kept null where there is none, or nobody of that name: it takes as long as a wrong one, so that time does not tell names.
 */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(newSecret());
  const right = await verify(kept ?? (await nobody), password);
  return right && kept !== null;
}
