import { err, ok, type Result } from "@/lib/result";
import type { TargetSetting } from "@/server/backup/targets/places";
import { flag, parsed, parsedOrNull, section } from "./leaves";

/** `file`, or `s3://bucket/prefix`. */
export const backupTarget = () =>
  parsed(
    "file, or s3://bucket/prefix (a bucket of 3 to 63 of a-z 0-9 . -, a prefix of A-Z a-z 0-9 ! _ . ' ( ) - and /)",
    parseTarget,
  ).prefault("file");

function parseTarget(raw: string): Result<TargetSetting, string> {
  if (raw === "file") return ok({ kind: "folder" });
  const [, bucket, rest = ""] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/[\w!.'()/-]{0,512})?$/.exec(raw) ?? [];
  const prefix = rest.split("/").filter((part) => part !== "");
  if (bucket === undefined || prefix.includes("..") || prefix.includes(".")) return err("");
  return ok({ kind: "s3", bucket, prefix: prefix.join("/") });
}

/** How the store is reached. Credentials are none of the settings: they come by the SDK's own chain. */
export const s3Section = section({
  endpoint: parsedOrNull("null, or the URL of an S3-compatible store, without a login or a path", (raw) => {
    const url = URL.parse(raw);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
      return err("");
    return url.pathname === "/" && url.search === "" && url.hash === "" ? ok(url.origin) : err("");
  }).default(null),
  region: parsedOrNull("null, or a region such as eu-central-1", (raw) =>
    /^[a-z0-9-]{1,40}$/.test(raw) ? ok(raw) : err(""),
  ).default(null),
  "path-style": flag().prefault(false),
});
