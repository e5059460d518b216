import type { Generated } from "kysely";

/**
 * The tables, as Kysely types. Objects of the contract are kept whole, as JSON in `body`, beside the columns
 * they are looked up by; times are Unix milliseconds, UTC.
 */
export interface Database {
  events: { id: string; at_ms: number; type: string; group_id: string | null; body: string };
  plans: { id: string; group_id: string; created_ms: number; body: string };
  runs: {
    id: string;
    group_id: string;
    plan_id: string;
    action: string;
    state: string;
    started_ms: number;
    /** The caller's Idempotency-Key. */
    key: string | null;
    body: string;
  };
  /** Who holds a group, or held it last; the row stays, so that its token never falls. */
  leases: {
    group_id: string;
    run_id: string;
    /** An id of the process, drawn at its start. */
    holder: string;
    token: number;
    /** On the monotonic clock that all processes of a host share; 0: given back. */
    until_ms: number;
    length_ms: number;
    /** 1: another process was asked to stop the run, and passes it on. */
    cancels: number;
  };
  audit: {
    n: number;
    at: string;
    /** `at` as Unix milliseconds, to be asked by; the hash covers `at`. */
    at_ms: number;
    actor: string | null;
    kind: string;
    group_id: string | null;
    instance: string | null;
    run_id: string | null;
    /** JSON text, hashed as it stands here. */
    detail: string;
    previous: string;
    hash: string;
  };
  /** One row: how many rows the audit has, and the hash of the last. */
  audit_head: { id: number; rows: number; hash: string };
  backups: { id: string; group_id: string; started_ms: number; body: string };
  /** Groups added through the API. Seeds, names and passwords alike lie sealed in `sealed`. */
  groups: { name: string; added_ms: number; sealed: string };
  findings: { id: string; group_id: string; body: string };
  /** An instance of a group, as a small number that its samples repeat. */
  series: { id: number; group_id: string; instance: string };
  samples: SampleTable;
  /** A group as it was from `at_ms` on, packed. */
  pictures: { group_id: string; at_ms: number; body: Buffer };
  /** How far each coarser tier of the history has been made from the one before it. */
  rollups: { step_ms: number; done_until_ms: number };
  /** Since when a group follows a schedule. */
  schedules: { kind: string; group_id: string; expression: string; since_ms: number };
  /** What became of each slot of a schedule, for each group. */
  schedule_slots: {
    n: Generated<number>;
    kind: string;
    group_id: string;
    slot_ms: number;
    claimed_ms: number;
    /** The process that has it in hand; null: none has. */
    holder: string | null;
    state: string;
    run_id: string | null;
    text: string;
  };
  users: {
    id: string;
    name: string;
    source: string;
    /** Issuer and subject at the OpenID provider; null: a local person. */
    subject: string | null;
    /** Argon2id, in PHC's form; null: none is set. */
    password: string | null;
    /** The secret of the second factor, sealed; null: none. */
    totp: string | null;
    /** 0: the secret was shown and no code of it was given yet. */
    totp_on: number;
    /** The newest step whose code was used: a code works once. */
    totp_step: number | null;
    /** SHA-256 of the recovery codes that are left, JSON. */
    recovery: string;
    /** JSON. */
    grants: string;
    disabled: number;
    created_ms: number;
    signed_in_ms: number | null;
  };
  /** `hash`: SHA-256 of what the cookie carries. */
  sessions: {
    hash: string;
    id: string;
    user_id: string;
    started_ms: number;
    seen_ms: number;
    /** When the person last gave a password, or came from the provider. */
    confirmed_ms: number;
    address: string | null;
    agent: string | null;
  };
  tokens: {
    id: string;
    name: string;
    hash: string;
    grants: string;
    created_ms: number;
    created_by: string;
    expires_ms: number | null;
    used_ms: number | null;
  };
  /** One-use links, by the SHA-256 of their secret. */
  links: { hash: string; kind: string; user_id: string | null; expires_ms: number };
  /** One row: rises with each change of who may do what, so that other processes hear of it. */
  access_version: { id: number; n: number };
  experiments: {
    id: string;
    kind: string;
    /** Null: on throw-away servers. */
    group_id: string | null;
    state: string;
    started_ms: number;
    /** The process that carries it out. */
    holder: string | null;
    body: string;
  };
  /** Where somebody has said whether experiments may run. */
  lab_places: { place: string; allowed: number };
  /** One row that is written when nothing else was, to learn whether writing still works. */
  pulse: { id: number; at_ms: number };
}

/**
 * One step of one instance's history. Each metric has the highest and the newest value of the step;
 * null: no value in it. `state` is the worst state of the step, by its number in states.ts.
 */
export interface SampleTable extends SampleValues {
  series_id: number;
  step_ms: number;
  at_ms: number;
}

export interface SampleValues {
  lag_bytes_max: number | null;
  lag_bytes_last: number | null;
  lag_seconds_max: number | null;
  lag_seconds_last: number | null;
  offset_max: number | null;
  offset_last: number | null;
  write_rate_max: number | null;
  write_rate_last: number | null;
  headroom_seconds_max: number | null;
  headroom_seconds_last: number | null;
  headroom_bytes_max: number | null;
  headroom_bytes_last: number | null;
  /** Of headroom the lowest value is what matters. Null too in rows from before it was kept. */
  headroom_seconds_min: number | null;
  headroom_bytes_min: number | null;
  state: number | null;
}
