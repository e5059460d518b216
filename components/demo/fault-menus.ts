import type { DemoState, Fault } from "@/lib/contract";

export interface FaultMenu {
  readonly label: string;
  readonly items: readonly { readonly fault: Fault; readonly label: string }[];
}

/** The faults each demo server can be given now: what is broken can be mended, what is whole can be broken. */
export function faultMenus(
  state: DemoState,
  names: Readonly<Record<string, string>>,
  primary: string | null,
): FaultMenu[] {
  const all = state.instances.map((server) => ({
    ...server,
    name: names[server.instance] ?? server.instance,
  }));
  return [
    {
      label: "Pause or resume",
      items: all
        .filter(({ process }) => process !== "killed")
        .map(({ instance, name, process }) =>
          process === "paused"
            ? { fault: { fault: "resume", instance }, label: `Resume ${name}` }
            : { fault: { fault: "pause", instance }, label: `Pause ${name}` },
        ),
    },
    {
      label: "Cut or mend a link",
      items: all
        .filter(({ link, instance }) => link === "cut" || (link !== null && instance !== primary))
        .map(({ instance, name, link }) =>
          link === "cut"
            ? { fault: { fault: "mend", instance }, label: `Mend the link of ${name}` }
            : { fault: { fault: "cut", instance }, label: `Cut the link of ${name}` },
        ),
    },
    {
      label: "Kill or restart",
      items: all.map(({ instance, name, process }) =>
        process === "killed"
          ? { fault: { fault: "restart", instance }, label: `Restart ${name}` }
          : { fault: { fault: "kill", instance }, label: `Kill ${name}` },
      ),
    },
  ];
}
