import type { AddGroup } from "@/lib/contract";

/** The form as typed. */
export interface AddGroupFields {
  readonly name: string;
  /** Addresses or URLs, parted by spaces, commas or lines. */
  readonly seeds: string;
  readonly username: string;
  readonly password: string;
}

export const emptyFields: AddGroupFields = { name: "", seeds: "", username: "", password: "" };

export type FieldErrors = Partial<Record<keyof AddGroupFields, string>>;

export type ReadFields =
  | { readonly ok: true; readonly group: AddGroup }
  | { readonly ok: false; readonly errors: FieldErrors };

/** Reads the form into `POST /api/groups`. A bare `host:port` becomes `redis://host:port`. */
export function readFields(fields: AddGroupFields): ReadFields {
  const seeds = fields.seeds
    .split(/[\s,]+/)
    .filter((seed) => seed !== "")
    .map((seed) => (/^(rediss?|unix):/.test(seed) ? seed : `redis://${seed}`));
  const name = fields.name.trim();
  const errors: FieldErrors = {
    ...(name === "" ? { name: "Give the group a name, such as orders." } : {}),
    ...(seeds.length === 0 ? { seeds: "Give one address at least, such as 10.0.0.1:6379." } : {}),
    ...(fields.username !== "" && fields.password === ""
      ? { password: `A login as ${fields.username} needs its password.` }
      : {}),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    group: {
      name,
      seeds,
      ...(fields.username === "" ? {} : { username: fields.username }),
      ...(fields.password === "" ? {} : { password: fields.password }),
    },
  };
}
