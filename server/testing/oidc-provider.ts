import { createSign, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ClientMetadata, Provider } from "oidc-provider";
import { LOOPBACK, listen } from "./listen";

/** Somebody whom the provider knows, and what it says of them. */
export interface Person {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface TestProviderOptions {
  readonly redirectUri: string;
  /** Null: a public client. */
  readonly secret?: string | null;
  readonly authentication?: ClientMetadata["token_endpoint_auth_method"];
  /** Whether claims are in the ID token, as most providers do it, or at the userinfo endpoint alone. */
  readonly claimsInToken?: boolean;
}

/** A real OpenID provider on loopback whose sign-in page answers by itself, and what a test may change about it. */
export interface TestProvider {
  readonly issuer: string;
  /** Who sits at the browser; null: somebody who says no. */
  person: Person | null;
  /** When they last signed in at the provider, by its word, in Unix seconds; null: now. */
  signedInAt: number | null;
  /** Changes the claims of ID tokens, which are then signed anew with the provider's own key. */
  alter: ((claims: Record<string, unknown>) => Record<string, unknown>) | null;
  /** Changes the discovery document. */
  metadata: ((document: Record<string, unknown>) => Record<string, unknown>) | null;
  /** Paths of requests that are cut off without an answer. */
  readonly down: Set<string>;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Signs with another key from here on, and publishes that one alone. */
  rotateKeys(): void;
  close(): Promise<void>;
}

export const clientId = "tidemark";

/** Starts one. The sole client is `clientId`, which must use PKCE. */
export async function startProvider(options: TestProviderOptions): Promise<TestProvider> {
  let serve: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    state.asked.push(path);
    if (state.down.has(path)) request.socket.destroy();
    else serve(request, response);
  });
  const issuer = `http://${LOOPBACK}:${await listen(server)}`;

  const state: TestProvider = {
    issuer,
    person: null,
    signedInAt: null,
    alter: null,
    metadata: null,
    down: new Set(),
    asked: [],
    rotateKeys() {
      const key = makeKey();
      const provider = createProvider(issuer, options, key.jwk, () => state.person);
      change(provider, key, state);
      const answer = provider.callback();
      serve = (request, response) =>
        request.url?.startsWith("/interaction/") === true
          ? void interact(provider, request, response, state).catch(() => response.writeHead(500).end())
          : void answer(request, response);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  state.rotateKeys();
  return state;
}

interface SigningKey {
  readonly jwk: JsonWebKey;
  readonly privateKey: KeyObject;
  readonly kid: string;
}

function makeKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    jwk: { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" },
    privateKey,
    kid,
  };
}

function createProvider(
  issuer: string,
  { redirectUri, secret = "provider-secret", authentication, claimsInToken = true }: TestProviderOptions,
  key: JsonWebKey,
  person: () => Person | null,
): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        redirect_uris: [redirectUri],
        ...(secret === null
          ? { token_endpoint_auth_method: "none" }
          : { client_secret: secret, token_endpoint_auth_method: authentication ?? "client_secret_basic" }),
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["of the test alone"] },
    claims: { profile: ["preferred_username", "groups"] },
    conformIdTokenClaims: !claimsInToken,
    ttl: { AccessToken: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, subject) => ({
      accountId: subject,
      claims: () => ({ ...person()?.claims, sub: subject }),
    }),
  });
}

/** What a person would do on the provider's pages. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  { person, signedInAt }: TestProvider,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (person === null) return provider.interactionFinished(request, response, { error: "access_denied" });
  if (prompt.name === "login")
    return provider.interactionFinished(request, response, {
      login: { accountId: person.subject, ...(signedInAt !== null && { ts: signedInAt }) },
    });
  const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** Changes answers on their way out, as the test has it. */
function change(provider: Provider, key: SigningKey, state: TestProvider): void {
  provider.use(async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (typeof body !== "object" || body === null) return;
    if (context.path.startsWith("/.well-known/") && state.metadata !== null)
      context.body = state.metadata({ ...body });
    if (context.path === "/token" && state.alter !== null && "id_token" in body)
      context.body = { ...body, id_token: signedAnew(String(body.id_token), key, state.alter) };
  });
}

function signedAnew(
  token: string,
  { privateKey, kid }: SigningKey,
  alter: (claims: Record<string, unknown>) => Record<string, unknown>,
): string {
  const claims: Record<string, unknown> = JSON.parse(
    Buffer.from(token.split(".")[1] ?? "", "base64url").toString(),
  );
  const text = [{ alg: "RS256", kid, typ: "JWT" }, alter(claims)]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${createSign("sha256").update(text).sign(privateKey, "base64url")}`;
}

/**
 * Follows redirects at the provider as a browser with cookies would, until it leads back to `redirectUri`; gives what it
 * comes back with.
 * @param cookies the browser's, by name; changed as the provider sets them
 */
export async function browse(
  from: string,
  redirectUri: string,
  cookies: Map<string, string> = new Map(),
): Promise<URLSearchParams> {
  let url = from;
  for (let hops = 0; hops < 10; hops += 1) {
    if (url.startsWith(`${redirectUri}?`)) return new URL(url).searchParams;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get("location");
    if (next === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    url = new URL(next, url).href;
  }
  throw new Error("the provider leads nowhere");
}
