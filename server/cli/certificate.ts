import { ProblemError } from "@/server/errors";
import { certificateProblems, readCertificate } from "@/server/http/certificate";
import { hostnameOf } from "@/server/http/web-server";
import type { Settings } from "@/server/settings";
import { say } from "./say";

/**
 * Says whether the certificate of the settings can be used, and until when; nothing where there is none.
 * @returns how many things are wrong with it
 */
export function checkCertificate(settings: Settings): number {
  if (settings.tls === null) return 0;
  const { cert } = settings.tls;
  const problems = problemsOf(settings.tls, hostnameOf(settings));
  say(`Certificate: ${problems.length === 0 ? "ok  " : "FAIL"}  ${cert}`);
  for (const problem of problems) say(`        ${problem}`);
  return problems.length;
}

function problemsOf(files: NonNullable<Settings["tls"]>, hostname: string): string[] {
  try {
    return certificateProblems(readCertificate(files).certificate, hostname, Date.now());
  } catch (error) {
    if (error instanceof ProblemError) return [error.detail];
    throw error;
  }
}
