import fc from "fast-check";
import { expect, test } from "vitest";
import { UserName } from "@/lib/contract";
import { shownName } from "./shown-name";

const id = { issuer: "https://id.example/realms/one", subject: "8f3a-22" };
const nobody = () => false;

test("the provider's name is shown in the letters that names have here", () => {
  expect(shownName("anna", id, nobody)).toBe("anna");
  expect(shownName("Zoë Müller", id, nobody)).toBe("zoe-muller");
  expect(shownName("Anna.B@Example.org", id, nobody)).toBe("anna.b@example.org");
});

test("without a name that can be shown the subject stands for it", () => {
  expect(shownName(null, id, nobody)).toBe("8f3a-22");
  expect(shownName("\u202e 李", id, nobody)).toBe("8f3a-22");
  expect(shownName(null, { ...id, subject: "李" }, nobody)).toBe("somebody");
});

test("a name that is somebody else's is told from it by the provider's host, then by a number", () => {
  const taken = new Set<string>();
  const names = ["admin", "Admin", "ádmin"].map((claimed) => {
    const name = shownName(claimed, id, (one) => taken.has(one));
    taken.add(name);
    return name;
  });
  expect(names).toEqual(["admin", "admin@id.example", "admin-2@id.example"]);
});

test("whatever a provider says, the name is one that is allowed and free", () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: "binary", maxLength: 200 })),
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.webUrl(),
      fc.nat({ max: 20 }),
      (claimed, subject, issuer, asked) => {
        let left = asked;
        const name = shownName(claimed, { issuer, subject }, () => left-- > 0);
        expect(UserName.safeParse(name).success).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});
