import { section, textOrNull } from "./leaves";

const file = () => textOrNull("a file, or null").default(null);

/** The certificate that pages, API and socket are served with, in PEM, and its key; neither: plain HTTP. */
export const tlsSection = section({ cert: file(), key: file() });

/** What is wrong with the certificate beside the other settings, and at which key; null: nothing. */
export function tlsProblem({
  tls,
  publicUrl,
}: {
  readonly tls: { readonly cert: string | null; readonly key: string | null };
  readonly publicUrl: string | null;
}): { readonly path: string[]; readonly message: string } | null {
  if ((tls.cert === null) !== (tls.key === null))
    return {
      path: ["tls", tls.cert === null ? "key" : "cert"],
      message: "tls.cert and tls.key go together; allowed: a file for both, or null for both",
    };
  if (tls.cert !== null && publicUrl?.startsWith("http:"))
    return { path: ["public-url"], message: "with tls.cert it begins with https://; allowed: that, or null" };
  return null;
}
