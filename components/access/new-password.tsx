"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { PASSWORD_LENGTH } from "./fields";

/** A new password, hidden until it is asked to be shown: seen once is as good as typed twice. */
export function NewPassword({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: string;
  onChange: (password: string) => void;
  error: string | null;
}) {
  const [shown, setShown] = useState(false);
  return (
    <div>
      <TextField
        label={label}
        type={shown ? "text" : "password"}
        name="new-password"
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={onChange}
        error={error}
        hint={`At least ${PASSWORD_LENGTH.least} characters; spaces count, and no other rule.`}
      />
      <div className="mt-1.5 text-fg-2">
        <Checkbox checked={shown} onChange={setShown}>
          Show the password
        </Checkbox>
      </div>
    </div>
  );
}
