/** Either a value or the reason why there is none. Errors are data, so that a caller cannot forget them. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** A success carrying `value`. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** A failure carrying `error`. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
