import type { ChangeLink, Experiment, LabResult, LinkWeather, StepProgress } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Bench } from "./experiment";
import type { ThrowawayGroup } from "./throwaway";

/** So often at most pages are told how far an experiment is. */
const TELL_MS = 500;

interface Offered {
  readonly group: ThrowawayGroup;
  readonly changed: (change: ChangeLink) => void;
}

/** An experiment while it runs: what is told of it, and what may be changed. */
export class Going {
  readonly stop = new AbortController();
  #experiment: Experiment;
  #offered: Offered | null = null;
  #timer: NodeJS.Timeout | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(
    experiment: Experiment,
    private readonly told: (experiment: Experiment) => void,
  ) {
    this.#experiment = experiment;
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  /** What changed, told at once. */
  change(now: Partial<Experiment>): void {
    this.#experiment = { ...this.#experiment, ...now };
    this.#tell();
  }

  report<R extends LabResult>(progress: StepProgress, result?: R): void {
    this.#experiment = { ...this.#experiment, progress, ...(result !== undefined && { result }) };
    const waitMs = this.#toldMs + TELL_MS - performance.now();
    if (waitMs <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), waitMs);
  }

  readonly offerLinks: Bench<never, never>["offerLinks"] = (group, changed) => {
    this.#offered = { group, changed };
    this.change({ links: linksOf(group) });
  };

  /** @throws ProblemError `not-found` where there is no such link now */
  changeLink(change: ChangeLink): void {
    const replica = this.#offered?.group.replicas.find(({ name }) => name === change.replica);
    if (this.#offered === null || replica?.link == null) throw noSuchLink(this.#experiment);
    replica.link.change(change.weather);
    this.#offered.changed(change);
    this.change({ links: linksOf(this.#offered.group) });
  }

  /** Nothing more is told by itself, and no link can be changed. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#offered = null;
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#toldMs = performance.now();
    this.told(this.#experiment);
  }
}

const linksOf = (group: ThrowawayGroup): { replica: string; weather: LinkWeather }[] =>
  group.replicas.flatMap(({ name, link }) =>
    link === null ? [] : [{ replica: name, weather: link.weather }],
  );

const noSuchLink = ({ id, links }: Experiment): ProblemError =>
  new ProblemError(
    404,
    "not-found",
    "Not found",
    links.length === 0
      ? `Experiment ${id} has no link that can be changed now.`
      : `Experiment ${id} has no such link; it has those of ${links.map(({ replica }) => replica).join(", ")}.`,
  );
