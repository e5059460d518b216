import type { Actor } from "./actor.fixture";
import type { Draw } from "./draw.fixture";
import type { Oracle } from "./foretold.fixture";

/** Who is drawn for a trial. Each is played on a group that is one tree, all links up and quiet. */
export class Stage {
  constructor(
    protected readonly oracle: Oracle,
    protected readonly draw: Draw,
  ) {}

  /** Everybody follows one primary again; each way there is a trial too. */
  async gather(): Promise<void> {
    const { world } = this.oracle;
    const roots = world.actors.filter(({ follows }) => follows === null);
    const kept = this.draw.pick(roots);
    for (const root of roots.filter((one) => one !== kept)) await this.oracle.move("attached", root, kept);
  }

  protected replica(): Actor {
    return this.draw.pick(this.oracle.world.actors.filter(({ follows }) => follows !== null));
  }

  protected root(): Actor {
    return this.oracle.world.root(this.replica());
  }

  protected leaf(): Actor {
    const { world } = this.oracle;
    return this.draw.pick(
      world.actors.filter((one) => one.follows !== null && world.followers(one).length === 0),
    );
  }

  /** A replica of a replica, made where there is none. */
  protected async deep(): Promise<Actor> {
    const { world } = this.oracle;
    const found = world.actors.filter((one) => one.follows !== null && one.follows.follows !== null);
    if (found.length > 0) return this.draw.pick(found);
    const [upper, lower] = this.draw.shuffled(world.actors.filter(({ follows }) => follows !== null));
    if (upper === undefined || lower === undefined) throw new Error("there are too few replicas");
    await this.oracle.move("put into a chain", lower, upper);
    return lower;
  }

  /** Whom a replica may be told to follow, other than now. */
  protected elsewhere(replica: Actor): Actor[] {
    const { world } = this.oracle;
    return world.actors.filter((one) => one !== replica.follows && !world.isBelow(one, replica));
  }

  protected moved(fits: (upstream: Actor) => boolean = () => true): { replica: Actor; upstream: Actor } {
    const choices = this.oracle.world.actors
      .filter(({ follows }) => follows !== null)
      .flatMap((replica) =>
        this.elsewhere(replica)
          .filter(fits)
          .map((upstream) => ({ replica, upstream })),
      );
    return this.draw.pick(choices);
  }

  /** Writes to the top, and waits until `upstream` has it. */
  protected async feed(upstream: Actor, bytes: number, apart: readonly Actor[]): Promise<void> {
    const { world } = this.oracle;
    if (bytes > 0) await world.root(upstream).write(bytes);
    await world.settled(apart);
  }
}
