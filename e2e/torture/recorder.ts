import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Entry, History } from "./history";
import type { Line } from "./schedule";

/** Keeps the history as it happens. */
export class Recorder {
  private readonly entries: Entry[] = [];
  private readonly lines: Line[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
  }

  /** A line of the schedule has begun. */
  line(line: Line): void {
    this.lines.push(line);
  }

  get history(): History {
    return this.entries;
  }

  get begun(): readonly Line[] {
    return this.lines;
  }

  /** Writes the history, the schedule so far and nothing else, as JSON lines. */
  writeTo(dir: string): void {
    mkdirSync(dir, { recursive: true });
    const text = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    writeFileSync(join(dir, "history.jsonl"), text(this.entries));
    writeFileSync(join(dir, "schedule.jsonl"), text(this.lines));
  }
}
