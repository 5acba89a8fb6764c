/** Every error that a caller can mend: a code for programs, a sentence for people, data for both. */

type CoreErrorCode =
  | 'cannot-refit'
  | 'diverged'
  | `duplicate-${'id' | 'name' | 'pair'}`
  | `empty-${'data' | 'part'}`
  | `invalid-${'condition' | 'index' | 'metric' | 'option' | 'probability' | 'split' | 'state' | 'value' | 'weight'}`
  | 'known-item'
  | 'leaked-test'
  | `missing-${'edges' | 'input' | 'item-features' | 'model' | 'ratings' | 'timestamps' | 'user-features' | 'value'}`
  | `model-${'file-cut' | 'file-damaged' | 'file-foreign' | 'version'}`
  | `negative-${'rating' | 'weight'}`
  | `no-${'checkpoint' | 'convergence' | 'features' | 'positives' | 'posterior' | 'successors' | 'transitions' | 'vectors'}`
  | `not-${'finite' | 'positive-definite'}`
  | 'nothing-to-measure'
  | 'nothing-to-tune'
  | `too-${'large' | 'many-itemsets'}`
  | 'unexpected-ratings'
  | `unknown-${'column' | 'context' | 'feature' | 'field' | 'item' | 'level' | 'metric' | 'model' | 'node' | 'option'}`
  | `unknown-${'policy' | 'preset' | 'ranking' | 'split' | 'state'}`
  | 'weak-confidence'
  | `wrong-${'checkpoint' | 'model'}`;

/** The codes of each package; one that builds on this augments the interface by its own. */
export interface ErrorCodes {
  readonly core: CoreErrorCode;
}

/** Kebab-case name of what went wrong, stable across versions, the same wherever the fault is the same. */
export type ErrorCode = ErrorCodes[keyof ErrorCodes];

/**
 * The sentence says who refuses, what must hold, what came, and what to do.
 * @example throw new LikewiseError('invalid-option', 'implicitALS: factors must be an integer ≥ 1; got 0.', { option: 'factors' });
 */
export class LikewiseError extends Error {
  readonly code: ErrorCode;
  /** What a program needs to react: names and numbers of the sentence. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message.replaceAll(/[\p{Cc}\u2028\u2029]/gu, escaped));
    this.name = 'LikewiseError';
    this.code = code;
    this.data = data;
  }
}

/** Names of files and columns are quoted as they came: a line break in one must not break the line, nor an escape sequence the terminal. */
function escaped(control: string): string {
  return control === '\n' ? '\\n' : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
