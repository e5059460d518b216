import { io, type Socket } from "socket.io-client";
import type { ClientToServer, Group, ServerToClient, Tick } from "@/lib/contract";
import { withBase } from "./base";
import { onColumns } from "./charts";
import { loadHealth } from "./load";
import { loadAccess } from "./load-access";
import { applyEvents, applyFinding, applyGone, applyGroup, applySnapshot } from "./picture";
import { reloadAll } from "./resources";
import { hearServerClock } from "./server-clock";
import { liveStore, onHead, onHeard, onVersion, type Step } from "./state";
import { onTicks } from "./ticks";
import { setGrants, whoStore } from "./who";

/** Silence after which the page calls itself stale. A beat comes each second, so the banner stands 3 s after a stop. */
const STALE_MS = 2800;
/** Silence after which an open connection is given up and made anew. */
const GIVE_UP_MS = 10_000;

/** So often, at most, the server is asked who this is while it is not known. */
const ASK_MS = 3000;

/** Opens the socket and keeps the store in step with it; returns how to close it. One commit per animation frame. */
export function connectLive(): () => void {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: withBase("/live"),
    transports: ["websocket"],
    reconnectionDelay: 250,
    reconnectionDelayMax: 1000,
    timeout: 3000,
  });
  const steps: Step[] = [];
  /** Ticks of the newest step, while nothing else has come after them. */
  let open: Tick[] | null = null;
  let expected: number | null = null;
  let scheduled = false;
  let openedAt = Date.now();
  /** When it was last asked because a socket was refused or nothing is known; null: not since one was open. */
  let askedAt: number | null = null;

  /** Without an answer it is asked again: with the next beat, or for the next socket that is refused. */
  const askWho = (): void => {
    const now = Date.now();
    if (askedAt !== null && now - askedAt < ASK_MS) return;
    askedAt = now;
    void loadAccess().catch(() => undefined);
  };
  const flush = (): void => {
    scheduled = false;
    open = null;
    const batch = [...steps.splice(0), onColumns(Date.now())];
    liveStore.setState((state) => batch.reduce((next, step) => step(next), state));
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    // A hidden tab has no animation frames.
    if (document.visibilityState === "hidden") setTimeout(flush, 500);
    else requestAnimationFrame(flush);
  };
  const queue = (...added: Step[]): void => {
    open = null;
    steps.push(...added, onHeard(Date.now()));
    schedule();
  };
  const queueTick = (tick: Tick): void => {
    if (open !== null) open.push(tick);
    else {
      const ticks = [tick];
      queue(onTicks(ticks));
      open = ticks;
    }
  };
  const watch = (): void => {
    expected = null;
    socket.emit("watch", { groups: "*" }, (answer) => {
      if ("error" in answer) return;
      expected = answer.seq + 1;
      const groups: Group[] = answer.groups;
      queue(onHead((head) => applySnapshot(head, groups)));
    });
  };

  socket.on("connect", () => {
    openedAt = Date.now();
    askedAt = null;
    watch();
    void loadHealth();
    // Not counted: a session may end a moment after its socket was opened, and that is told at once.
    void loadAccess().catch(() => undefined);
    if (liveStore.getState().freshness.lastAt !== null) reloadAll();
  });
  // A browser is not told why its socket was refused: the server is away, or does not know us any more.
  socket.on("connect_error", askWho);
  socket.on("disconnect", (reason) => {
    // A server that says goodbye, because it stops or we read too slowly, is not dialled again by the client itself.
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("tick", (tick: Tick) => {
    if (expected === null) return;
    if (tick.seq !== expected) {
      watch();
      return;
    }
    expected += 1;
    queueTick(tick);
  });
  socket.on("group", (group) => queue(onHead((head) => applyGroup(head, group))));
  socket.on("group-gone", (id) => queue(onHead((head) => applyGone(head, id))));
  socket.on("finding", (finding) => queue(onHead((head) => applyFinding(head, finding))));
  socket.on("event", (event) => {
    queue(onHead((head) => applyEvents(head, [event])));
    // A gap in what was kept: the store has failed, or works again.
    if (event.type === "gap") void loadHealth();
  });
  socket.on("run", (run) => queue((state) => ({ ...state, runs: { ...state.runs, [run.id]: run } })));
  socket.on("backup", (backup) =>
    queue((state) => ({ ...state, backups: { ...state.backups, [backup.id]: backup } })),
  );
  socket.on("experiment", (experiment) =>
    queue((state) => ({ ...state, experiments: { ...state.experiments, [experiment.id]: experiment } })),
  );
  socket.on("access", ({ grants }) => {
    setGrants(grants);
    // What else has changed about this person is asked for, with the lists that were read with other eyes.
    void loadAccess().catch(() => undefined);
    reloadAll();
  });
  socket.on("beat", (beat) => {
    hearServerClock(beat.at, Date.now());
    if (whoStore.getState().access === null) askWho();
    queue(onVersion(beat.version));
  });

  const watchdog = setInterval(() => {
    const { freshness } = liveStore.getState();
    const now = Date.now();
    const heardAt = freshness.lastAt ?? now;
    if (freshness.state === "live" && now - heardAt > STALE_MS)
      liveStore.setState({ freshness: { ...freshness, state: "stale" } });
    if (socket.connected && now - Math.max(heardAt, openedAt) > GIVE_UP_MS) socket.disconnect().connect();
  }, 100);
  // A frame asked for before the tab was hidden would come only when it is shown again.
  document.addEventListener("visibilitychange", flush);

  return () => {
    clearInterval(watchdog);
    document.removeEventListener("visibilitychange", flush);
    socket.close();
  };
}
