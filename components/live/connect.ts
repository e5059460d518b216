import { io, type Socket } from "socket.io-client";
import type { ClientToServer, Group, ServerToClient, Tick } from "@/lib/contract";
import { refreshColumns, takeTick } from "./charts";
import { loadHealth } from "./load";
import { applyEvents, applyFinding, applyGone, applyGroup, applySnapshot, applyTick } from "./picture";
import { reloadAll } from "./resources";
import { liveStore, setHead } from "./state";

/** Silence after which the page calls itself stale. A beat comes each second, so the banner stands 3 s after a stop. */
const STALE_MS = 2800;
/** Silence after which an open connection is given up and made anew. */
const GIVE_UP_MS = 10_000;

type Frame = () => void;

/** Opens the socket and keeps the store in step with it; returns how to close it. One commit per animation frame. */
export function connectLive(): () => void {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: "/live",
    transports: ["websocket"],
    reconnectionDelay: 250,
    reconnectionDelayMax: 1000,
    timeout: 3000,
  });
  const frames: Frame[] = [];
  let expected: number | null = null;
  let scheduled = false;
  let version: string | null = null;

  const flush = (): void => {
    scheduled = false;
    const batch = frames.splice(0);
    for (const frame of batch) frame();
    refreshColumns(Date.now());
  };
  const queue = (frame: Frame): void => {
    frames.push(frame);
    heard();
    if (scheduled) return;
    scheduled = true;
    // A hidden tab has no animation frames.
    if (document.visibilityState === "hidden") setTimeout(flush, 500);
    else requestAnimationFrame(flush);
  };
  const watch = (): void => {
    expected = null;
    socket.emit("watch", { groups: "*" }, (answer) => {
      if ("error" in answer) return;
      expected = answer.seq + 1;
      const groups: Group[] = answer.groups;
      queue(() => setHead((head) => applySnapshot(head, groups)));
    });
  };

  socket.on("connect", () => {
    watch();
    void loadHealth();
    if (liveStore.getState().freshness.lastAt !== null) reloadAll();
  });
  socket.on("tick", (tick: Tick) => {
    if (expected === null) return;
    if (tick.seq !== expected) {
      watch();
      return;
    }
    expected += 1;
    queue(() => {
      setHead((head) => applyTick(head, tick));
      takeTick(tick);
    });
  });
  socket.on("group", (group) => queue(() => setHead((head) => applyGroup(head, group))));
  socket.on("group-gone", (id) => queue(() => setHead((head) => applyGone(head, id))));
  socket.on("finding", (finding) => queue(() => setHead((head) => applyFinding(head, finding))));
  socket.on("event", (event) => queue(() => setHead((head) => applyEvents(head, [event]))));
  socket.on("run", (run) =>
    queue(() => liveStore.setState(({ runs }) => ({ runs: { ...runs, [run.id]: run } }))),
  );
  socket.on("backup", (backup) =>
    queue(() => liveStore.setState(({ backups }) => ({ backups: { ...backups, [backup.id]: backup } }))),
  );
  socket.on("beat", (beat) => {
    heard();
    if (version !== null && version !== beat.version) location.reload();
    version = beat.version;
  });

  const watchdog = setInterval(() => {
    const { freshness } = liveStore.getState();
    const silence = freshness.lastAt === null ? 0 : Date.now() - freshness.lastAt;
    if (freshness.state === "live" && silence > STALE_MS)
      liveStore.setState({ freshness: { ...freshness, state: "stale" } });
    if (silence > GIVE_UP_MS && socket.connected) socket.disconnect().connect();
  }, 100);
  const shown = (): void => {
    if (document.visibilityState === "visible") flush();
  };
  document.addEventListener("visibilitychange", shown);

  return () => {
    clearInterval(watchdog);
    document.removeEventListener("visibilitychange", shown);
    socket.close();
  };
}

/** Something came from Tidemark. */
function heard(): void {
  const { freshness } = liveStore.getState();
  const now = Date.now();
  const silence = freshness.state === "stale" && freshness.lastAt !== null ? now - freshness.lastAt : null;
  liveStore.setState({
    freshness: { state: "live", lastAt: now },
    ...(silence === null ? {} : { lastSilenceMs: silence }),
  });
}
