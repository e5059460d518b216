import { Cuts } from "./cuts.fixture";
import type { Draw } from "./draw.fixture";
import type { Oracle } from "./foretold.fixture";
import { Moves } from "./moves.fixture";
import { Restarts } from "./restarts.fixture";

/** The kinds of trial, by name. */
export function trialsOf(oracle: Oracle, draw: Draw): ReadonlyMap<string, () => Promise<void>> {
  const [cuts, moves, restarts] = [
    new Cuts(oracle, draw),
    new Moves(oracle, draw),
    new Restarts(oracle, draw),
  ];
  return new Map([
    ["cut, nothing written", () => cuts.cut("cut, nothing written", () => 0)],
    [
      "cut, little written",
      () => cuts.cut("cut, little written", (size) => draw.whole(50, Math.floor(size * 0.9))),
    ],
    [
      "cut, about a backlog written",
      () => cuts.cut("cut, about a backlog written", (size) => size + draw.whole(-2000, 22_000)),
    ],
    [
      "cut, far more written",
      () => cuts.cut("cut, far more written", (size) => size * draw.whole(2, 4) + 40_000),
    ],
    ["cut beside the backlog's first byte", () => cuts.cutAtEdge()],
    ["cut beside the backlog's first byte, again", () => cuts.cutAtEdge()],
    ["cut twice in a chain", () => cuts.cutTwice()],
    ["killed", () => cuts.kill()],
    ["killed after a change of id", () => cuts.changedId()],
    ["re-pointed, quiet", () => moves.repoint("re-pointed, quiet")],
    ["re-pointed, written to", () => moves.repointUnderWrites()],
    ["re-pointed under one that lags", () => moves.repointBelowLagging()],
    ["re-pointed from nowhere", () => moves.repointFromDeadPort()],
    ["re-pointed under one without a link", () => moves.repointBelowCut()],
    ["a sibling promoted", () => moves.promoteSibling()],
    ["a sibling promoted, again", () => moves.promoteSibling()],
    ["two promoted", () => moves.promoteTwo()],
    ["backlog resized", () => cuts.resize()],
    ["replica restarted", () => restarts.restartReplica()],
    ["primary restarted", () => restarts.restartPrimary()],
    ["a fresh upstream", () => restarts.freshUpstream()],
    ["backlog given up", () => cuts.giveUpBacklog()],
    ["copy broken off", () => cuts.breakOffCopy()],
  ]);
}
