import type { AuditDraft } from "@/lib/contract";
import type { KnownSecrets } from "@/server/known-secrets";
import { groupConfigOf } from "@/server/poller/config";
import type { Store } from "@/server/ports";

/** The store, whose audit holds no secret that is known: what was refused is written down as it came, in whichever field. */
export const withHidden = (store: Store, secrets: KnownSecrets): Store => ({
  ...store,
  audit: {
    ...store.audit,
    append: (rows) => store.audit.append(rows.map((row) => hidden(row, secrets))),
  },
  groups: {
    ...store.groups,
    add: (group) => {
      secrets.learn(groupConfigOf(group));
      return store.groups.add(group);
    },
  },
});

function hidden(row: AuditDraft, { hide }: KnownSecrets): AuditDraft {
  const detail = Object.entries(row.detail).map(([name, value]) => [name, within(value, hide)]);
  return {
    ...row,
    instance: row.instance === null ? null : hide(row.instance),
    detail: Object.fromEntries(detail),
  };
}

function within(value: unknown, hide: KnownSecrets["hide"]): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((one) => within(one, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [hide(name), within(one, hide)]));
}
