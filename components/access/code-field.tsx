import { TextField } from "@/components/ui/text-field";

/** Six digits of an authenticator, or one of the recovery codes where those count too. */
export function CodeField({
  value,
  onChange,
  error,
  recovery,
  autoFocus = false,
}: {
  value: string;
  onChange: (code: string) => void;
  error: string | null;
  recovery: boolean;
  autoFocus?: boolean;
}) {
  return (
    <TextField
      label="Code"
      name="code"
      mono
      autoComplete="one-time-code"
      inputMode={recovery ? "text" : "numeric"}
      autoCapitalize="none"
      spellCheck={false}
      autoFocus={autoFocus}
      value={value}
      onChange={onChange}
      error={error}
      hint={
        recovery
          ? "Six digits of your authenticator, or a recovery code."
          : "Six digits of your authenticator."
      }
    />
  );
}
