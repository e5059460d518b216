import type { Exchange } from "@/server/redis/connection";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import type { Login, Target } from "@/server/redis/target";

/** The connections over which Sentinels are told something, each opened when it is needed. */
export class SentinelClients {
  private readonly clients = new Map<string, OnDemandClient>();

  /**
   * Sends one command, once. Where a login is refused nothing was sent yet, and the next one is tried.
   * @param key of the Sentinel and of whose rights these logins are
   * @param options.permit asked right before the bytes go out; false: they do not
   */
  async send(
    key: string,
    target: Target,
    logins: readonly [Login, ...Login[]],
    words: readonly string[],
    { deadlineMs, permit }: { readonly deadlineMs: number; readonly permit?: (() => boolean) | undefined },
  ): Promise<Exchange> {
    const [first, ...others] = logins;
    let exchange = await this.client(`${key} 0`, target, first).send(words, deadlineMs, permit);
    for (const [index, login] of others.entries()) {
      if (exchange.state !== "unsent" || exchange.failure.reason !== "auth") break;
      exchange = await this.client(`${key} ${index + 1}`, target, login).send(words, deadlineMs, permit);
    }
    return exchange;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private client(key: string, target: Target, login: Login): OnDemandClient {
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    const client = new OnDemandClient(target, login);
    this.clients.set(key, client);
    return client;
  }
}
