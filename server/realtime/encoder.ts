import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";
import type { Tick } from "@/lib/contract";

/**
 * socket.io's own encoding, but what all readers of a group are told alike is made text once: a tick differs from reader
 * to reader only in its `seq`. A thousand readers would else have the same rows searched for buffers, and written as JSON,
 * a thousand times.
 */
class TickEncoder extends Encoder {
  readonly #texts = new WeakMap<Tick["rows"], string>();

  override encode(packet: Packet): string[] {
    const tick = tickIn(packet);
    return tick === null ? super.encode(packet) : [this.#write(tick)];
  }

  /** As Encoder.encodeAsString in socket.io-parser writes an event of the main namespace. */
  #write({ seq, at, group, revision, rows }: Tick): string {
    let text = this.#texts.get(rows);
    if (text === undefined) {
      text = JSON.stringify(rows);
      this.#texts.set(rows, text);
    }
    const head = JSON.stringify({ seq, at, group, revision }).slice(0, -1);
    return `${PacketType.EVENT}["tick",${head},"rows":${text}}]`;
  }
}

/** The tick that a packet is, if it is one and nobody is asked to acknowledge it. */
function tickIn({ type, nsp, id, data }: Packet): Tick | null {
  if (type !== PacketType.EVENT || nsp !== "/" || id !== undefined || !Array.isArray(data)) return null;
  const [name, tick]: unknown[] = data;
  return name === "tick" && isTick(tick) ? tick : null;
}

/** Only we send ticks, so its rows tell it well enough. */
const isTick = (value: unknown): value is Tick =>
  typeof value === "object" && value !== null && "rows" in value && Array.isArray(value.rows);

/** For socket.io's `parser`: the wire stays as it is. */
export const liveParser = { Encoder: TickEncoder, Decoder };
