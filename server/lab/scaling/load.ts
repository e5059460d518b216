import { LabKeys } from "@/server/lab/keys";
import { type LoadClient, openClients } from "./clients";
import type { Connect, LoadPlan, Told } from "./messages";
import { Slots } from "./slots";
import { Tally } from "./tally";

/** The load that one process makes: a number of clients, each with so many reads and so many writes under way. */
export class Load {
  readonly #keys: LabKeys;
  readonly #value: string;
  #slots: readonly Slots[] = [];
  #tally = new Tally();
  #nextWrite = 0;
  #nextRead = 0;

  private constructor(
    private readonly clients: readonly LoadClient[],
    private readonly plan: LoadPlan,
  ) {
    this.#keys = new LabKeys(plan.id, plan.keys, plan.ttlSeconds);
    this.#value = "x".repeat(plan.valueBytes);
  }

  /** @throws Error when a client does not find its primary, or the replicas that are to be read */
  static async connect({ plan, ...where }: Connect): Promise<Load> {
    return new Load(await openClients(where, plan.connections), plan);
  }

  /** Writes every key once, so that each read has something to find. @param perSecond null: as fast as goes */
  async fill(perSecond: number | null): Promise<void> {
    const { plan } = this;
    let next = 0;
    const failures: unknown[] = [];
    const slots: Slots = new Slots({
      ...plan,
      perSecond,
      most: plan.keys,
      carry: async (connection) => {
        try {
          await this.#client(connection).write(this.#keys.set(next++, this.#value));
        } catch (error) {
          failures.push(error);
          void slots.stop();
        }
        return true;
      },
    });
    this.#slots = [slots];
    await slots.finished;
    if (failures.length > 0) throw failures[0];
  }

  begin(): void {
    const { connections, pipeline, writesPerSecond, readsPerSecond } = this.plan;
    const slots = { connections, pipeline };
    this.#slots = [
      new Slots({ ...slots, perSecond: writesPerSecond, carry: (connection) => this.#write(connection) }),
      new Slots({ ...slots, perSecond: readsPerSecond, carry: (connection) => this.#read(connection) }),
    ];
  }

  count(): void {
    this.#tally = new Tally();
  }

  tell(): Told {
    return this.#tally.told();
  }

  async rest(): Promise<void> {
    await Promise.all(this.#slots.map((slots) => slots.stop()));
    await Promise.all(this.clients.map((client) => client.close()));
  }

  async #write(connection: number): Promise<boolean> {
    const began = performance.now();
    try {
      await this.#client(connection).write(this.#keys.set(this.#nextWrite++, this.#value));
      this.#tally.wrote((performance.now() - began) / 1000);
      return true;
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #read(connection: number): Promise<boolean> {
    const began = performance.now();
    try {
      const from = await this.#client(connection).read(this.#keys.get(this.#nextRead++));
      this.#tally.read((performance.now() - began) / 1000, from);
      return true;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): false {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no-reply";
    this.#tally.failed(code);
    return false;
  }

  #client(connection: number): LoadClient {
    const client = this.clients[connection];
    if (client === undefined) throw new Error(`there is no connection ${connection}`);
    return client;
  }
}
