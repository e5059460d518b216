import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "./actor.fixture";

/** Where a backlog begins: since 7.0 it is a list of blocks, and loses them whole. */
async function begins(upstream: Actor): Promise<number> {
  const { backlog } = await upstream.view();
  if (backlog.firstOffset === null) throw new Error(`${upstream.name} keeps no backlog`);
  return backlog.firstOffset;
}

async function nextBegin(upstream: Actor): Promise<number> {
  const before = await begins(upstream);
  for (;;) {
    await upstream.write(100);
    const now = await begins(upstream);
    if (now !== before) return now;
  }
}

/**
 * Writes until a replica that is cut off then needs the byte `beside` bytes after the first of a block to come.
 * Blocks of small writes are of one size (feedReplicationBuffer in replication.c), so that two begins foretell the others.
 * @returns that first byte
 */
export async function standBesideBlock(upstream: Actor, beside: number): Promise<number> {
  const { backlog } = await upstream.view();
  await upstream.write(backlog.sizeBytes * 2);
  const one = await nextBegin(upstream);
  const two = await nextBegin(upstream);
  const { offset } = await upstream.view();
  const ahead = Math.ceil((offset + 600 - two) / (two - one));
  const first = two + ahead * (two - one);
  await upstream.writeUpTo(first + beside - 1);
  return first;
}

/** Writes until the backlog begins at `offset`, or after it. */
export async function writeUntilBegin(upstream: Actor, offset: number): Promise<void> {
  while ((await begins(upstream)) < offset) await upstream.write(100);
}

/** Waits until a primary with replicas has sent a PING. */
export async function ping(primary: Actor, never: string): Promise<void> {
  const { offset } = await primary.view();
  await primary.ask("CONFIG", "SET", "repl-ping-replica-period", "1");
  while ((await primary.view()).offset === offset) await delay(20);
  await primary.ask("CONFIG", "SET", "repl-ping-replica-period", never);
}
