import { judgeLatest } from "@/lib/router/latest";
import type { Sightings } from "@/lib/router/sighting";
import { type Calls, Tries } from "./calls";
import { exchange } from "./exchange";
import { deadline, inDoubt, nowhere, rivals } from "./failures";
import type { Answer } from "./public";
import { answer, type Reads } from "./reads";
import type { Scout } from "./scout";

/** Rounds of looks, one at a time; whoever asks while one runs shares the next with all others who do. */
class Rounds {
  private running: Promise<Sightings> | null = null;
  private next: Promise<Sightings> | null = null;

  constructor(private readonly scout: Scout) {}

  /** The sightings of a round that begins after this call. */
  begun(): Promise<Sightings> {
    if (this.running === null) {
      this.running = this.round();
      return this.running;
    }
    this.next ??= this.running.then(() => {
      this.next = null;
      this.running = this.round();
      return this.running;
    });
    return this.next;
  }

  private async round(): Promise<Sightings> {
    // Reads whose replies came in one piece share this round.
    await new Promise((resolve) => setImmediate(resolve));
    const sightings = await this.scout.round();
    if (this.next === null) this.running = null;
    return sightings;
  }
}

/** Reads at the primary that are proven afterwards to have been the latest. */
export class LatestReads {
  private readonly rounds: Rounds;

  constructor(
    private readonly calls: Calls,
    private readonly reads: Reads,
  ) {
    this.rounds = new Rounds(calls.scout);
  }

  async read(words: readonly string[]): Promise<Answer> {
    const { scout } = this.calls;
    const tries = new Tries(this.calls, this.calls.now());
    let doubt: Error | null = null;
    for (;;) {
      if (tries.attempts > 0) await tries.pause();
      while (scout.writer === null && tries.leftMs() > 0) await tries.change();
      const [fit, primary] = [scout.writer, scout.belief.last];
      if (fit === null || primary === null) throw doubt ?? nowhere(scout);
      if (tries.leftMs() <= 0) throw doubt ?? deadline(this.calls.deadlineMs, tries.last);
      tries.attempts += 1;
      const sentMs = this.calls.now();
      const [outcome] = await exchange(fit.line, [words], tries.leftMs());
      if (outcome?.state !== "replied") {
        if (outcome !== undefined) this.reads.weigh(words, fit, outcome, tries);
        continue;
      }
      const sightings = await this.rounds.begun();
      const verdict = judgeLatest(primary, sightings, scout.upstreamIn(sightings));
      if (verdict.state === "latest") return answer(fit, outcome.reply, sentMs, tries.attempts);
      if (verdict.state === "rivals") throw rivals(verdict.ids);
      if (verdict.state === "in-doubt") {
        doubt = inDoubt(verdict.id, verdict.detail);
        if (verdict.id !== primary.id) throw doubt;
      }
      tries.last = `${primary.id} no longer was the primary that answered.`;
    }
  }
}
