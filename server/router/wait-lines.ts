import { Line } from "@/server/redis/router-line";
import { within } from "./exchange";
import type { Member } from "./member";

/** WAIT holds up its connection, so that many wait at once only on as many connections. */
const MOST = 32;

/** Connections for writes that wait, each for one at a time. WAIT counts the writes of its own connection alone. */
export class WaitLines {
  private idle: Line[] = [];
  private taken = 0;
  private readonly queue: (() => void)[] = [];
  private closed = false;

  /** A connection to the process that `runId` names; null: it cannot be had. Give it back with `give`. */
  async take(member: Member, runId: string, withinMs: number): Promise<Line | null> {
    while (this.taken >= MOST) await new Promise<void>((resolve) => this.queue.push(resolve));
    if (this.closed) return null;
    this.taken += 1;
    for (let line = this.idle.pop(); line !== undefined; line = this.idle.pop()) {
      if (line.isOpen && line.runId === runId) return line;
      line.close();
    }
    const opening = member.open();
    const opened = await within(opening, withinMs, null);
    if (opened === null) void opening.then((late) => late instanceof Line && late.close());
    if (opened instanceof Line && opened.runId === runId && !this.closed) return opened;
    if (opened instanceof Line) opened.close();
    this.free();
    return null;
  }

  /** @param sound nothing waits for an answer on it */
  give(line: Line, sound: boolean): void {
    if (sound && !this.closed) this.idle.push(line);
    else line.close();
    this.free();
  }

  close(): void {
    this.closed = true;
    for (const line of this.idle) line.close();
    this.idle = [];
    for (const resolve of this.queue.splice(0)) resolve();
  }

  private free(): void {
    this.taken -= 1;
    this.queue.shift()?.();
  }
}
