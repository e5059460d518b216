import { shareOf } from "@/lib/lab/scaling-pace";
import { LoadProgram } from "./load-program";
import type { Connect, LoadPlan, Told } from "./messages";

/**
 * The processes that make the load together: half as many as the machine has cores, so that the other half is the servers' where
 * they run on the same machine. Each has its share of connections and rates, none of which becomes nothing.
 */
export function crewSize(
  cores: number,
  {
    connections,
    writesPerSecond,
    readsPerSecond,
  }: Pick<LoadPlan, "connections" | "writesPerSecond" | "readsPerSecond">,
): number {
  const rates = [writesPerSecond, readsPerSecond].filter((rate) => rate !== null);
  return Math.max(1, Math.min(Math.floor(cores / 2), connections, ...rates));
}

export class Crew {
  readonly #programs: readonly LoadProgram[];

  constructor(
    size: number,
    private readonly plan: LoadPlan,
  ) {
    this.#programs = Array.from({ length: size }, () => new LoadProgram());
  }

  /** Of those that could be started. */
  get pids(): number[] {
    return this.#programs.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  /** Lets go of whatever it was connected to before. @throws Error as all of these, with why the load cannot be made */
  connect(where: Omit<Connect, "do" | "plan">): Promise<unknown> {
    return this.#all((program, part) => program.ask({ do: "connect", ...where, plan: this.#share(part) }));
  }

  async fill(perSecond: number | null): Promise<void> {
    await this.#programs[0]?.ask({ do: "fill", perSecond });
  }

  begin(): Promise<unknown> {
    return this.#all((program) => program.ask({ do: "load" }));
  }

  count(): Promise<unknown> {
    return this.#all((program) => program.ask({ do: "count" }));
  }

  tell(): Promise<Told[]> {
    return this.#all((program) => program.tell());
  }

  rest(): Promise<unknown> {
    return this.#all((program) => program.ask({ do: "rest" }));
  }

  /** Resolves once no process is left; within a second. */
  end(): Promise<unknown> {
    return this.#all((program) => program.end());
  }

  #all<T>(each: (program: LoadProgram, part: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#programs.map(each));
  }

  #share(part: number): LoadPlan {
    const parts = this.#programs.length;
    const share = (whole: number | null): number | null =>
      whole === null ? null : shareOf(whole, part, parts);
    const { plan } = this;
    return {
      ...plan,
      connections: shareOf(plan.connections, part, parts),
      writesPerSecond: share(plan.writesPerSecond),
      readsPerSecond: share(plan.readsPerSecond),
    };
  }
}
