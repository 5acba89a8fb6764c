/** Whole numbers given to flags. */
import { CliError } from '../../words/cli-error.ts';

/** @throws CliError unless `text` is an integer ≥ `min`; "1e9" is one. */
export function integerFlag(flag: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < min)
    throw new CliError(`${flag} must be an integer ≥ ${min}; got "${text}".`);
  return value;
}
