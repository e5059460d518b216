import type { AuditDraft } from "@/lib/contract";
import type { AccessChanges, AccessStore } from "@/server/access-port";
import { toColumns, toLink, toSession, toToken, toUser } from "./access-records";
import { appendAudit } from "./audit-chain";
import type { StoreHealth } from "./failure";
import { type Db, inWriteTransaction } from "./sqlite";

/**
 * People, sessions, tokens and links. A change and its row of the audit are one transaction: neither stands without the other.
 */
export const createAccess = (db: Db, health: StoreHealth, now: () => number): AccessStore => ({
  version: () =>
    health.guard(async () => (await db.selectFrom("access_version").select("n").executeTakeFirst())?.n ?? 0),

  users: () =>
    health.guard(async () =>
      (await db.selectFrom("users").selectAll().orderBy("name").execute()).map(toUser),
    ),
  user: (id) =>
    health.guard(async () => {
      const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toUser(row);
    }),
  userNamed: (name) =>
    health.guard(async () => {
      const row = await db.selectFrom("users").selectAll().where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : toUser(row);
    }),
  userOf: (subject) =>
    health.guard(async () => {
      const row = await db.selectFrom("users").selectAll().where("subject", "=", subject).executeTakeFirst();
      return row === undefined ? null : toUser(row);
    }),
  session: (hash) =>
    health.guard(async () => {
      const row = await db.selectFrom("sessions").selectAll().where("hash", "=", hash).executeTakeFirst();
      return row === undefined ? null : toSession(row);
    }),
  sessions: (userId) =>
    health.guard(async () => {
      const rows = await db
        .selectFrom("sessions")
        .selectAll()
        .where("user_id", "=", userId)
        .orderBy("seen_ms", "desc")
        .execute();
      return rows.map(toSession);
    }),
  tokens: () =>
    health.guard(async () =>
      (await db.selectFrom("tokens").selectAll().orderBy("name").execute()).map(toToken),
    ),
  token: (hash) =>
    health.guard(async () => {
      const row = await db.selectFrom("tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
      return row === undefined ? null : toToken(row);
    }),
  link: (hash) =>
    health.guard(async () => {
      const row = await db.selectFrom("links").selectAll().where("hash", "=", hash).executeTakeFirst();
      return row === undefined ? null : toLink(row);
    }),

  touchSession: (hash, { address, atMs }) =>
    health.guardWrite(async () => {
      await db.updateTable("sessions").set({ seen_ms: atMs, address }).where("hash", "=", hash).execute();
    }),
  touchToken: (id, atMs) =>
    health.guardWrite(async () => {
      await db.updateTable("tokens").set({ used_ms: atMs }).where("id", "=", id).execute();
    }),

  change: (entries, work) => changeAccess(db, health, { entries, work, now }),
});

function changeAccess<T>(
  db: Db,
  health: StoreHealth,
  {
    entries,
    work,
    now,
  }: {
    entries: readonly AuditDraft[];
    work: (tx: AccessChanges) => Promise<T>;
    now: () => number;
  },
): Promise<T> {
  return health.guardWrite(() =>
    inWriteTransaction(db, async (tx) => {
      const done = await work(changesOf(tx));
      await appendAudit(tx, entries, now());
      await tx
        .insertInto("access_version")
        .values({ id: 1, n: 1 })
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((row) => ({ n: row("access_version.n", "+", 1) })),
        )
        .execute();
      return done;
    }),
  );
}

const changesOf = (tx: Db): AccessChanges => ({
  users: async () => (await tx.selectFrom("users").selectAll().execute()).map(toUser),

  async addUser({ id, name, source, createdMs, ...rest }) {
    const taken = await tx.selectFrom("users").select("id").where("name", "=", name).executeTakeFirst();
    if (taken !== undefined) return false;
    await tx
      .insertInto("users")
      .values({
        id,
        name,
        source,
        created_ms: createdMs,
        subject: rest.subject,
        password: rest.password,
        totp: rest.totp,
        totp_on: rest.totpOn ? 1 : 0,
        totp_step: rest.totpStep,
        recovery: JSON.stringify(rest.recovery),
        grants: JSON.stringify(rest.grants),
        disabled: rest.disabled ? 1 : 0,
        signed_in_ms: rest.signedInMs,
      })
      .execute();
    return true;
  },
  async changeUser(id, patch) {
    const columns = toColumns(patch);
    if (Object.keys(columns).length === 0) return;
    await tx.updateTable("users").set(columns).where("id", "=", id).execute();
  },
  async takeTotpStep(id, step) {
    const done = await tx
      .updateTable("users")
      .set({ totp_step: step })
      .where("id", "=", id)
      .where((row) => row.or([row("totp_step", "is", null), row("totp_step", "<", step)]))
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
  async removeUser(id) {
    await tx.deleteFrom("sessions").where("user_id", "=", id).execute();
    await tx.deleteFrom("links").where("user_id", "=", id).execute();
    await tx.deleteFrom("users").where("id", "=", id).execute();
  },

  async addSession(session) {
    await tx
      .insertInto("sessions")
      .values({
        hash: session.hash,
        id: session.id,
        user_id: session.userId,
        started_ms: session.startedMs,
        seen_ms: session.seenMs,
        confirmed_ms: session.confirmedMs,
        address: session.address,
        agent: session.agent,
      })
      .execute();
  },
  async confirmSession(id, atMs) {
    await tx.updateTable("sessions").set({ confirmed_ms: atMs }).where("id", "=", id).execute();
  },
  async endSession(id, userId) {
    const done = await tx
      .deleteFrom("sessions")
      .where("id", "=", id)
      .where("user_id", "=", userId)
      .executeTakeFirst();
    return done.numDeletedRows > 0n;
  },
  async endSessions(userId, exceptId) {
    let ended = tx.deleteFrom("sessions").where("user_id", "=", userId);
    if (exceptId !== null) ended = ended.where("id", "!=", exceptId);
    await ended.execute();
  },
  async endSessionsBefore({ seenMs, startedMs }) {
    await tx
      .deleteFrom("sessions")
      .where((row) => row.or([row("seen_ms", "<", seenMs), row("started_ms", "<", startedMs)]))
      .execute();
  },

  async addToken(token) {
    const taken = await tx
      .selectFrom("tokens")
      .select("id")
      .where("name", "=", token.name)
      .executeTakeFirst();
    if (taken !== undefined) return false;
    await tx
      .insertInto("tokens")
      .values({
        id: token.id,
        name: token.name,
        hash: token.hash,
        grants: JSON.stringify(token.grants),
        created_ms: token.createdMs,
        created_by: token.createdBy,
        expires_ms: token.expiresMs,
        used_ms: null,
      })
      .execute();
    return true;
  },
  async removeToken(id) {
    await tx.deleteFrom("tokens").where("id", "=", id).execute();
  },

  async addLink(link) {
    // A new link takes the place of an older one for the same.
    let older = tx.deleteFrom("links");
    older =
      link.userId === null ? older.where("kind", "=", link.kind) : older.where("user_id", "=", link.userId);
    await older.execute();
    await tx
      .insertInto("links")
      .values({ hash: link.hash, kind: link.kind, user_id: link.userId, expires_ms: link.expiresMs })
      .execute();
  },
  async takeLink(hash) {
    const done = await tx.deleteFrom("links").where("hash", "=", hash).executeTakeFirst();
    return done.numDeletedRows === 1n;
  },
});
