// A process of its own whose servers do to a reader what they can. Prints one JSON line: their ports by what they do.
import {
  answering,
  bulk,
  type HostileServer,
  pour,
  primaryInfo,
  startHostile,
} from "@/server/testing/hostile";

const DRIP_MS = 200;
const filler = Buffer.alloc(65_536, "x");

/** Says something true, one byte at a time, and is never done. */
function drip(socket: Parameters<typeof pour>[0]): void {
  const text = bulk(primaryInfo());
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text.charAt(sent));
    sent = (sent + 1) % (text.length - 1);
  }, DRIP_MS);
}

const starts: Record<string, () => Promise<HostileServer>> = {
  "endless-line": () =>
    startHostile((socket) => {
      socket.write("+");
      pour(socket, filler);
    }),
  "two-gigabytes": () =>
    startHostile((socket) => {
      socket.write("$2147483648\r\n");
      pour(socket, filler);
    }),
  "longest-reply": () =>
    startHostile((socket) => {
      socket.write("$8000000\r\n");
      pour(socket, filler);
    }),
  "a-billion-items": () => startHostile((socket) => void socket.write("*1000000000\r\n")),
  "deep-lists": () => startHostile((socket) => void socket.write("*1\r\n".repeat(100_000))),
  "slow-loris": () => startHostile(drip),
  silent: () => startHostile(() => {}),
  "late-by-a-minute": () =>
    startHostile((socket, words) => void setTimeout(() => answering("")(socket, words), 60_000)),
};

const ports = await Promise.all(
  Object.entries(starts).map(async ([name, start]) => [name, (await start()).port] as const),
);
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.on("SIGTERM", () => process.exit(0));
