import { AbstractConnector } from "ioredis";
import { openSocket } from "./connector";
import { NotAllowed } from "./networks";
import type { Target } from "./target";

const DISCONNECT_MS = 2_000;

/**
 * For the read router's `redis` option: each of its connections begins where all of Tidemark's do, so only at servers that
 * `targetOf` knows and in networks that are allowed. Null: it is none of them, and nothing is dialled.
 */
export function routedConnector(
  targetOf: (host: string, port: number) => Target | null,
): new (
  options: unknown,
) => AbstractConnector {
  return class extends AbstractConnector {
    constructor(private readonly options: unknown) {
      super(DISCONNECT_MS);
    }
    override async connect(): ReturnType<AbstractConnector["connect"]> {
      this.connecting = true;
      const address = addressOf(this.options);
      const target = address === null ? null : targetOf(address.host, address.port);
      if (target === null)
        throw new NotAllowed(`${address?.host}:${address?.port} is no member of the group as it is watched.`);
      const socket = openSocket(target, () => true);
      // It tells of a refusal before ioredis listens, and nobody else would hear of it.
      socket.on("error", () => {});
      if (socket.errored !== null) throw socket.errored;
      this.stream = socket;
      return socket;
    }
  };
}

/** Of ioredis' options for one connection. */
function addressOf(options: unknown): { readonly host: string; readonly port: number } | null {
  if (typeof options !== "object" || options === null) return null;
  const { host, port } = { host: null, port: null, ...options };
  return typeof host === "string" && typeof port === "number" ? { host, port } : null;
}
