import { resolve } from "node:path";
import { loadSettings } from "@/server/settings";
import { rekey as sealAnew } from "@/server/store/rekey";

/**
 * Seals the stored secrets anew with the key in `file`.
 * @returns 0. What keeps it from that is thrown, and nothing is changed then.
 */
export async function rekey(file: string, flags: { config?: string }): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags, seeds: [] });
  const path = resolve(file);
  const { values, oldPlace } = await sealAnew(settings.dataDir, settings.secretKey, path);
  console.log(`Sealed anew with the key in ${path}: ${values}.`);
  console.log(
    `Before the next start, set secret-key-file to it, or give the key in TIDEMARK_SECRET_KEY; then destroy the old key (${oldPlace}).`,
  );
  return 0;
}
