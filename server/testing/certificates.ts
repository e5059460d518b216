import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "@/server/local/run-tool";

/** Files of an authority, and of one certificate it signed for 127.0.0.1, ::1 and localhost, fit for server and client. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Makes them anew in `dir` with openssl. */
export async function makeCertificates(dir: string): Promise<Certificates> {
  const path = (name: string): string => join(dir, name);
  const openssl = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await runTool("openssl", args);
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...curve,
    "-days",
    "2",
    "-subj",
    "/CN=Tidemark test authority",
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.crt"),
  );
  await openssl(
    "req",
    ...curve,
    "-subj",
    "/CN=localhost",
    "-keyout",
    path("own.key"),
    "-out",
    path("own.csr"),
  );
  writeFileSync(path("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n");
  await openssl(
    "x509",
    "-req",
    "-days",
    "2",
    "-in",
    path("own.csr"),
    "-extfile",
    path("names"),
    "-CA",
    path("ca.crt"),
    "-CAkey",
    path("ca.key"),
    "-CAcreateserial",
    "-out",
    path("own.crt"),
  );
  return { ca: path("ca.crt"), cert: path("own.crt"), key: path("own.key") };
}

/** The files' contents, as a connection wants them. */
export const readCertificates = ({ ca, cert, key }: Certificates) => ({
  ca: readFileSync(ca, "utf8"),
  cert: readFileSync(cert, "utf8"),
  key: readFileSync(key, "utf8"),
  serverName: null,
});
