/**
 * Goes round a list that may change from one call to the next. Each way of reading has one of its own: on a shared one two ways
 * that take turns with each other would each always come to the same member.
 */
export class Circle {
  private turn = 0;

  /** The next one that suits. */
  next<T>(all: readonly T[], suits: (one: T) => boolean): T | null {
    this.turn += 1;
    for (let i = 0; i < all.length; i += 1) {
      const one = all[(this.turn + i) % all.length];
      if (one !== undefined && suits(one)) return one;
    }
    return null;
  }

  /** All of them, beginning with the next. */
  from<T>(all: readonly T[]): readonly T[] {
    this.turn += 1;
    const first = all.length === 0 ? 0 : this.turn % all.length;
    return [...all.slice(first), ...all.slice(0, first)];
  }
}
