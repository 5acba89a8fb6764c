/** Every error that a caller can mend: a code for programs, a sentence for people, data for both. */

/** Kebab-case name of what went wrong, stable across versions. */
export type ErrorCode = string;

/**
 * The sentence says who refuses, what must hold, what came, and what to do.
 * @example throw new LikewiseError('invalid-option', 'implicitALS: factors must be an integer ≥ 1; got 0.', { option: 'factors' });
 */
export class LikewiseError extends Error {
  readonly code: ErrorCode;
  /** What a program needs to react: names and numbers of the sentence. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'LikewiseError';
    this.code = code;
    this.data = data;
  }
}
