import type { Migration, MigrationProvider } from "kysely/migration";
import { begin } from "./0001-begin";
import { states } from "./0002-states";
import { pictures } from "./0003-pictures";
import { planRequests } from "./0004-plan-requests";
import { leasesAndAudit } from "./0005-leases-and-audit";
import { lowest } from "./0006-lowest";
import { planAndRunFacts } from "./0007-plan-and-run-facts";
import { backupMethods } from "./0008-backup-methods";
import { schedules } from "./0009-schedules";
import { drills } from "./0010-drills";
import { access } from "./0011-access";
import { lab } from "./0012-lab";

/** In order of name, and never changed once released: a new need is a new file. In code, since the server is bundled. */
const migrations: Record<string, Migration> = {
  "0001-begin": begin,
  "0002-states": states,
  "0003-pictures": pictures,
  "0004-plan-requests": planRequests,
  "0005-leases-and-audit": leasesAndAudit,
  "0006-lowest": lowest,
  "0007-plan-and-run-facts": planAndRunFacts,
  "0008-backup-methods": backupMethods,
  "0009-schedules": schedules,
  "0010-drills": drills,
  "0011-access": access,
  "0012-lab": lab,
};

export const provider: MigrationProvider = { getMigrations: async () => migrations };
