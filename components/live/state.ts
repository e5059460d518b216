import { createStore } from "zustand/vanilla";
import type { Backup, Experiment, Health, Run } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import type { PastView } from "./past-view";
import { emptyPicture, type Picture } from "./picture";
import type { GroupSeries, SeriesRow } from "./series";

/** The link between this page and Tidemark; what Tidemark knows of an instance is another matter. */
export interface Freshness {
  /** `connecting`: nothing has come yet. `stale`: it came, and then nothing for 3 s. */
  readonly state: "connecting" | "live" | "stale";
  /** When something last came from Tidemark, by this machine's clock. Unix milliseconds. */
  readonly lastAt: number | null;
}

export interface LiveState {
  /** The newest picture. */
  readonly head: Picture;
  /** The picture shown: `head`, or what `head` was when the view was frozen. */
  readonly view: Picture;
  /** Unix milliseconds; null while the view is live. */
  readonly frozenAt: number | null;
  /** The group that is shown as it was, and when; null while every group is shown as in `view`. */
  readonly past: PastView | null;
  readonly freshness: Freshness;
  /** How long the last silence lasted, once it is over. Milliseconds; null: there was none. */
  readonly lastSilenceMs: number | null;
  /** Runs, backups and experiments never freeze: they tell what actions do. */
  readonly runs: Readonly<Record<string, Run>>;
  readonly backups: Readonly<Record<string, Backup>>;
  readonly experiments: Readonly<Record<string, Experiment>>;
  readonly health: Health | null;
  /** Versions of Tidemark: the one first heard, which made this page, and the newest. */
  readonly versions: { readonly page: string; readonly server: string } | null;
  /** Rows behind the charts and sparklines, oldest first. */
  readonly rows: Readonly<Record<string, readonly SeriesRow[]>>;
  /** Columns of the groups whose charts are open, made anew at most once per second. */
  readonly series: Readonly<Record<string, GroupSeries>>;
}

export const initialLiveState: LiveState = {
  head: emptyPicture,
  view: emptyPicture,
  frozenAt: null,
  past: null,
  freshness: { state: "connecting", lastAt: null },
  lastSilenceMs: null,
  runs: {},
  backups: {},
  experiments: {},
  health: null,
  versions: null,
  rows: {},
  series: {},
};

/** The one store of the page. Filled by `connectLive`, read through the hooks of `./store`. */
export const liveStore = createStore<LiveState>(() => initialLiveState);

/** One step of the store. Frames are steps, so that a whole batch is one commit and wakes its readers once. */
export type Step = (state: LiveState) => LiveState;

/** The step that changes the newest picture; what is shown follows unless it is frozen. */
export const onHead =
  (change: (head: Picture) => Picture): Step =>
  (state) => {
    const head = change(state.head);
    if (head === state.head) return state;
    return { ...state, head, view: state.frozenAt === null ? head : state.view };
  };

/** Something came from Tidemark at `nowMs`. After a silence it also says how long that was. */
export const onHeard =
  (nowMs: number): Step =>
  (state) => {
    const { freshness } = state;
    const silence =
      freshness.state === "stale" && freshness.lastAt !== null ? nowMs - freshness.lastAt : null;
    return {
      ...state,
      freshness: { state: "live", lastAt: nowMs },
      lastSilenceMs: silence ?? state.lastSilenceMs,
    };
  };

/** The server says its version with each beat. The first one made this page. */
export const onVersion =
  (server: string): Step =>
  (state) =>
    state.versions?.server === server
      ? state
      : { ...state, versions: { page: state.versions?.page ?? server, server } };

/** Holds the picture as it is. What comes meanwhile is kept and shown by `thaw`. */
export const freeze = (atMs: number): void =>
  liveStore.setState((state) => (state.frozenAt === null ? { frozenAt: atMs } : state));

/** Shows the newest picture again. */
export const thaw = (): void =>
  liveStore.setState((state) => (state.frozenAt === null ? state : { frozenAt: null, view: state.head }));

/** The contract's defaults stand until the server has said its own. */
export const thresholdsOf = (health: Health | null): LagThresholds =>
  health?.lag ?? { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
