import type { Check } from "@/lib/contract";
import type { Scene } from "../scene";
import { backupRows } from "./backup";
import { cascadeRows } from "./cascade";
import { clusterRows } from "./cluster";
import { disconnectRows } from "./disconnect";
import { groupRows } from "./group";
import { linkRows } from "./links";
import { promoteRows } from "./promote";
import { restoreRows } from "./restore";
import { rightsRows } from "./rights";
import type { CheckRow } from "./row";
import { sentinelRows } from "./sentinel";
import { targetRows } from "./target";

/** Every rule, in the order a plan shows them. */
export const checkRows: readonly CheckRow[] = [
  ...targetRows,
  ...promoteRows,
  ...sentinelRows,
  ...clusterRows,
  ...backupRows,
  ...disconnectRows,
  ...restoreRows,
  ...cascadeRows,
  ...linkRows,
  ...groupRows,
  ...rightsRows,
];

/** What each rule says of the scene; rules that do not apply are left out. */
export const judge = (scene: Scene): Check[] =>
  checkRows
    .filter((row) => row.actions.includes(scene.action))
    .flatMap((row) => {
      const verdict = row.judge(scene);
      return verdict === null ? [] : [{ code: row.code, ...verdict }];
    });
