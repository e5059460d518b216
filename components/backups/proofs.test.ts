import { expect, test } from "vitest";
import type { Check } from "@/lib/contract";
import { checksumProof, hashProof } from "./proofs";

const checks = (status: Check["status"]): { checks: Check[] } => ({
  checks: [{ code: "checksum", status, text: "", evidence: null }],
});

test("a checksum that is off is not shown as one that matches", () => {
  expect(checksumProof(checks("pass"))).toBe("holds");
  expect(checksumProof(checks("warn"))).toBe("off");
  expect(checksumProof(checks("fail"))).toBe("broken");
  expect(checksumProof({ checks: [] })).toBeNull();
});

test("a hash speaks for a verified file, against a damaged one, and of nothing else", () => {
  const sha256 = "f".repeat(64);
  expect(hashProof({ sha256, state: "verified" })).toBe("holds");
  expect(hashProof({ sha256, state: "damaged" })).toBe("broken");
  expect(hashProof({ sha256, state: "failed" })).toBeNull();
  expect(hashProof({ sha256: null, state: "saved" })).toBeNull();
});
