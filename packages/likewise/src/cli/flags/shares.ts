/** Numbers given to flags that are no integers. */
import { CliError } from '../../words/cli-error.ts';

/** @throws CliError unless `text` is a number from 0 to 1. */
export function shareFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  const hint = value > 1 && value <= 100 ? ` (${value / 100}?)` : '';
  throw new CliError(`${flag} must be a share from 0 to 1${hint}; got "${text}".`);
}

/** @throws CliError unless `text` is a finite number that is `fit`, which `range` says in words. */
export function numberFlag(flag: string, text: string | undefined, range: string, fit: (value: number) => boolean): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && fit(value)) return value;
  throw new CliError(`${flag} must be a number ${range}; got "${text}".`);
}
