import { AbstractConnector, type RedisOptions } from "ioredis";
import { z } from "zod";
import { openSocket } from "./connector";
import type { Login, Target } from "./target";

/** What ioredis tells a connector of where to go. */
const Where = z.object({ host: z.string(), port: z.number() });

/**
 * For `createReadRouter` inside Tidemark: every connection begins where all of Tidemark's do, with the look at `networks.allow`.
 * An application's own router needs none of this.
 */
export function guardedRouterOptions(
  { networks, tls }: Omit<Target, "endpoint">,
  login: Login,
): RedisOptions {
  return {
    ...(login.username === null ? {} : { username: login.username }),
    ...(login.password === null ? {} : { password: login.password }),
    // Certificates are openSocket's; this makes ioredis wait for the handshake.
    ...(tls === null ? {} : { tls: {} }),
    Connector: class extends AbstractConnector {
      private readonly where: z.infer<typeof Where>;

      constructor(options: unknown) {
        super(1);
        this.where = Where.parse(options);
      }

      override connect() {
        this.connecting = true;
        const socket = openSocket({ endpoint: this.where, networks, tls }, () => true);
        socket.once("error", (error) => {
          this.firstError = error;
        });
        this.stream = socket;
        return Promise.resolve(socket);
      }
    },
  };
}
