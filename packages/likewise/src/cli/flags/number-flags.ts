/** Numbers given to flags, each refused by the name of its flag. */
import { CliError } from '../../words/cli-error.ts';
import type { Flags, Given } from '../command.ts';

/** @throws CliError unless the value is a finite number that `fits`; `must` says in words what it must be. */
export function numberFlag(
  given: Given,
  flag: string,
  must: string | ((value: number) => string) = 'a number',
  fits: (value: number) => boolean = () => true,
): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && fits(value)) return value;
  const name = flag === 'count' ? '-n' : `--${flag}`;
  throw new CliError(`${name} must be ${typeof must === 'string' ? must : must(value)}; got "${text}".`);
}

/** "1e9" is one. @throws CliError unless the value is an integer ≥ `min` */
export const integerFlag = (given: Given, flag: string, min: number): number | undefined =>
  numberFlag(given, flag, `an integer ≥ ${min}`, (value) => Number.isSafeInteger(value) && value >= min);

/** @throws CliError unless the value is a number from 0 to 1. */
export const shareFlag = (given: Given, flag: string): number | undefined =>
  numberFlag(
    given,
    flag,
    (value) => `a share from 0 to 1${value > 1 && value <= 100 ? ` (${value / 100}?)` : ''}`,
    (value) => value >= 0 && value <= 1,
  );

/** @throws CliError unless the value is a number above 0 and below 1. */
export const shareBetween = (given: Given, flag: string): number | undefined =>
  numberFlag(given, flag, 'a number > 0 and < 1', (value) => value > 0 && value < 1);

export const countFlag: Flags = { '-n, --count <n>': 'length of the list (default 10)' };
export const countOf = (given: Given): number => integerFlag(given, 'count', 1) ?? 10;

export const threadsFlag: Flags = { '--threads <n>': 'threads; they change no figure (default: all processors)' };
export const threadsOf = (given: Given): number | undefined => integerFlag(given, 'threads', 1);
