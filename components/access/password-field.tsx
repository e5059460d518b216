import { TextField, type TextFieldProps } from "@/components/ui/text-field";

/** The password somebody has, as password managers know the field. */
export function PasswordField(
  props: Pick<TextFieldProps, "value" | "onChange" | "error" | "autoFocus" | "className">,
) {
  return (
    <TextField {...props} label="Password" type="password" name="password" autoComplete="current-password" />
  );
}
