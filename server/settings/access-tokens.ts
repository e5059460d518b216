import { z } from "zod";
import { Role, UserName } from "@/lib/contract";
import { section, text, word } from "./leaves";

const token = section({
  name: z.unknown().transform((raw, context) => {
    const name = UserName.safeParse(raw);
    if (name.success) return name.data;
    context.addIssue({ code: "custom", message: name.error.issues[0]?.message ?? "allowed: a name" });
    return z.NEVER;
  }),
  role: word(Role.options),
  /** Names of groups; left out: all of them. */
  groups: z.array(text("the name of a group"), { error: "allowed: a list of names of groups" }).optional(),
  token: z.unknown().transform((raw, context) => {
    if (typeof raw === "string" && /^[\x21-\x7e]{20,512}$/.test(raw)) return raw;
    context.addIssue({
      code: "custom",
      message: "allowed: 20 to 512 signs without spaces; `openssl rand -hex 32` makes a good one",
    });
    return z.NEVER;
  }),
});

/** API tokens that stand in the settings. Two of one name, or of one secret, could not be told apart. */
export const accessTokens = z
  .array(token, { error: "allowed: a list of { name, role, token }" })
  .superRefine((tokens, context) => {
    for (const [i, { name, token: secret }] of tokens.entries())
      for (const [key, same] of [
        ["name", tokens.findIndex((other) => other.name === name)],
        ["token", tokens.findIndex((other) => other.token === secret)],
      ] as const)
        if (same < i)
          context.addIssue({ code: "custom", path: [i, key], message: `another token has this ${key}` });
  })
  .default([]);
