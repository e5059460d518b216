import type { LabEnvironment } from "@/lib/contract";
import { formatBytes, formatCount, UNKNOWN } from "@/lib/format";

/** What the figures were measured with, for reading and for telling two experiments apart. */
export const environmentRows = ({
  tidemark,
  node,
  servers,
  machine,
}: LabEnvironment): {
  label: string;
  text: string;
}[] => [
  { label: "Servers", text: serversText(servers) },
  { label: "Machine", text: machine.system },
  { label: "Processor", text: machine.processor },
  { label: "Cores", text: formatCount(machine.cores) },
  { label: "Memory", text: formatBytes(machine.memoryBytes) },
  { label: "Load before", text: machine.loadBefore === null ? UNKNOWN : machine.loadBefore.toFixed(2) },
  { label: "Tidemark", text: tidemark },
  { label: "Node", text: node },
];

/** `7.0.15: primary, replica-1, replica-2`; by version where they have several. */
const serversText = (servers: LabEnvironment["servers"]): string =>
  [...Map.groupBy(servers, ({ version }) => version)]
    .map(
      ([version, those]) =>
        `${version ?? "version unknown"}: ${those.map(({ instance }) => instance).join(", ")}`,
    )
    .join("; ");
