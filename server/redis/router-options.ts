import { AbstractConnector, type RedisOptions } from "ioredis";
import { z } from "zod";
import { openSocket } from "./connector";
import { NotAllowed } from "./networks";
import type { Login, Target } from "./target";

const DISCONNECT_MS = 2_000;

/** What ioredis tells a connector of where to go. */
const Where = z.object({ host: z.string(), port: z.number() });
type Where = z.infer<typeof Where>;

/**
 * For `createReadRouter` inside Tidemark: every connection begins where all of Tidemark's do, with the look at `networks.allow`.
 * An application's own router needs none of this.
 * @param targetOf how an address is dialled; null: nobody is there whom the login may be told to, and nothing is dialled
 * @param isTls whether ioredis waits for a handshake; certificates are each target's own
 */
export function guardedRouterOptions(
  targetOf: (address: Where) => Target | null,
  { username, password }: Login,
  isTls = false,
): RedisOptions {
  return {
    ...(password !== null && { password }),
    ...(password !== null && username !== null && { username }),
    ...(isTls && { tls: {} }),
    Connector: class extends AbstractConnector {
      private readonly where: Where;

      constructor(options: unknown) {
        super(DISCONNECT_MS);
        this.where = Where.parse(options);
      }

      override async connect(): ReturnType<AbstractConnector["connect"]> {
        this.connecting = true;
        const { host, port } = this.where;
        const target = targetOf({ host, port });
        if (target === null)
          throw new NotAllowed(`${host}:${port} is none of those that may be dialled here.`);
        const socket = openSocket(target, () => true);
        // It tells of a refusal before ioredis listens, and nobody else would hear of it.
        socket.on("error", (error) => {
          this.firstError = error;
        });
        if (socket.errored !== null) throw socket.errored;
        this.stream = socket;
        return socket;
      }
    },
  };
}
