/** What the contract asks of a new password (`Password`) and of a name (`UserName`); the page takes no schema along. */
export const PASSWORD_LENGTH = { least: 12, most: 256 } as const;
const NAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/;
const SECOND_FACTOR = /^(\d{6}|[a-z2-7]{5}-[a-z2-7]{5})$/;

/** What is wrong with a new password; null: nothing. */
export function passwordError(password: string): string | null {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least)
    return `At least ${least} characters${password === "" ? "" : `: these are ${password.length}`}. Several words in a row are easy to keep.`;
  return password.length > most ? `At most ${most} characters: these are ${password.length}.` : null;
}

/** What is wrong with a name; null: nothing. */
export const nameError = (name: string): string | null =>
  NAME.test(name)
    ? null
    : "1 to 64 of a-z, 0-9, dot, underscore, hyphen and @, beginning with a letter or a digit.";

/** A name as typed, as Tidemark has it: phones begin words with a capital. */
export const readName = (typed: string): string => typed.trim().toLowerCase();

/** A code as typed or pasted, such as `123 456`; null: neither six digits nor a recovery code. */
export function readCode(typed: string): string | null {
  const code = typed.replace(/\s/g, "").toLowerCase();
  return SECOND_FACTOR.test(code) ? code : null;
}

export const CODE_ERROR = "Six digits, or a recovery code such as abcde-fghij.";
