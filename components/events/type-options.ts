import { optionsOf } from "@/components/listing/options";
import { eventWords } from "./words";

/** What is mostly looked for together; each a list of types as the API takes it. */
const families = [
  { value: "role-changed,failover", label: "Roles and failovers" },
  { value: "link-down,link-up", label: "Links" },
  { value: "full-resync,partial-resync", label: "Resyncs" },
  { value: "instance-down,instance-up,instance-joined,instance-left", label: "Instances" },
  { value: "finding-opened,finding-closed", label: "Findings" },
  { value: "run-started,run-ended,backup-ended", label: "Runs and backups" },
];

/** The choices of the filter by type: families, then each type alone. */
export const typeOptions: readonly { readonly value: string; readonly label: string }[] = [
  ...families,
  ...optionsOf(eventWords, (word) => word),
];
