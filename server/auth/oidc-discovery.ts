import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from "openid-client";
import type { OidcSettings } from "@/server/settings/access-section";

/** So long a provider's word on where its endpoints are is kept. */
const keepMs = 5 * 60_000;
/** For each request to the provider. */
const timeoutSeconds = 10;

/**
 * What is needed to talk to the provider. Its discovery document is read when it is first needed, so that a provider that is
 * down keeps nothing from starting, and by one request at a time, however many sign-ins wait for it. Its signing keys are
 * read anew for each sign-in: they are few, and a key that was exchanged counts at once.
 * @throws whatever openid-client throws
 */
export function createDiscovery(
  { issuer, clientId, clientSecret }: OidcSettings,
  now: () => number,
): () => Promise<Configuration> {
  const url = new URL(issuer);
  // The settings allow http on this machine alone.
  const execute = url.protocol === "http:" ? [allowInsecureRequests] : [];
  let known: { readonly metadata: ServerMetadata; readonly readMs: number } | null = null;
  let reading: Promise<ServerMetadata> | null = null;

  const read = async (): Promise<ServerMetadata> => {
    try {
      const found = await discovery(url, clientId, undefined, None(), { execute, timeout: timeoutSeconds });
      const metadata = found.serverMetadata();
      known = { metadata, readMs: now() };
      return metadata;
    } finally {
      reading = null;
    }
  };
  const metadataNow = (): Promise<ServerMetadata> => {
    if (known !== null && Math.abs(now() - known.readMs) < keepMs) return Promise.resolve(known.metadata);
    reading ??= read();
    return reading;
  };

  return async () => {
    const metadata = await metadataNow();
    const config = new Configuration(metadata, clientId, undefined, authentication(metadata, clientSecret));
    config.timeout = timeoutSeconds;
    for (const change of [...execute, enableNonRepudiationChecks]) change(config);
    return config;
  };
}

/** How the client proves itself: in a header, which is the standard's default, unless the provider takes only the body. */
function authentication(metadata: ServerMetadata, secret: string | null) {
  if (secret === null) return None();
  const methods = metadata.token_endpoint_auth_methods_supported;
  return methods === undefined || methods.includes("client_secret_basic")
    ? ClientSecretBasic(secret)
    : ClientSecretPost(secret);
}
