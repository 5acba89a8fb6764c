/** Options as data: one record describes type, range, default and meaning; checks, help, forms and docs read it. */
import { type ErrorCode, LikewiseError } from './errors.ts';

/** A text written out is held to the known ones by the compiler; one that comes from elsewhere, any `string`, is judged when it is read. */
export type CheckedText<Text extends string, Known extends string> = Text & (string extends Text ? string : Known);

interface Described<T> {
  /** `undefined` where the option may be left out. */
  readonly default: T | undefined;
  /** One line for help and forms. */
  readonly meaning: string;
}

interface NumericRange {
  readonly min?: number;
  readonly max?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  /** Exclusive upper bound. */
  readonly below?: number;
}

export type NumericSpec = Described<number> & NumericRange & { readonly kind: 'integer' | 'number' };
export type BooleanSpec = Described<boolean> & { readonly kind: 'boolean' };
export type ChoiceSpec<C extends string = string> = Described<C> & { readonly kind: 'choice'; readonly choices: readonly C[] };
export type TextSpec = Described<string> & { readonly kind: 'text' };
export type OptionSpec = NumericSpec | BooleanSpec | ChoiceSpec | TextSpec;

/** Values of options by name, of which only the kinds are known. */
export type AnyOptions = Readonly<Record<string, OptionValue | undefined>>;
export type OptionValue = number | boolean | string;

type SpecOf<T> = OptionValue extends T
  ? OptionSpec
  : [NonNullable<T>] extends [number]
    ? NumericSpec
    : [NonNullable<T>] extends [boolean]
      ? BooleanSpec
      : [NonNullable<T>] extends [string]
        ? ChoiceSpec<NonNullable<T>> | TextSpec
        : never;

/** One spec for each option of the interface `T`. */
export type OptionSpecs<T> = { readonly [K in keyof T]-?: SpecOf<T[K]> };
export type AnyOptionSpecs = Readonly<Record<string, OptionSpec>>;

export const integer = (value: number | undefined, range: NumericRange, meaning: string): NumericSpec => ({
  kind: 'integer',
  default: value,
  ...range,
  meaning,
});
export const number = (value: number | undefined, range: NumericRange, meaning: string): NumericSpec => ({
  kind: 'number',
  default: value,
  ...range,
  meaning,
});
export const boolean = (value: boolean | undefined, meaning: string): BooleanSpec => ({ kind: 'boolean', default: value, meaning });
export const choice = <const C extends string>(value: C | undefined, choices: readonly C[], meaning: string): ChoiceSpec<C> => ({
  kind: 'choice',
  default: value,
  choices,
  meaning,
});
export const text = (value: string | undefined, meaning: string): TextSpec => ({ kind: 'text', default: value, meaning });

/** The option of what draws at random. */
export interface Seeded {
  /** Start of randomness; integer ≥ 0. @default 0 */
  readonly seed: number;
}
export const seeded: OptionSpecs<Seeded> = { seed: integer(0, { min: 0 }, 'start of randomness') };

/** "an integer ≥ 1", "a finite number > 0 and ≤ 1", "one of auto, direct". */
export function rangeOf(spec: OptionSpec): string {
  if (spec.kind === 'boolean') return 'true or false';
  if (spec.kind === 'text') return 'text';
  if (spec.kind === 'choice') return `one of ${spec.choices.join(', ')}`;
  const bounds = [
    spec.min === undefined ? '' : `≥ ${spec.min}`,
    spec.above === undefined ? '' : `> ${spec.above}`,
    spec.max === undefined ? '' : `≤ ${spec.max}`,
    spec.below === undefined ? '' : `< ${spec.below}`,
  ].filter(Boolean);
  return [spec.kind === 'integer' ? 'an integer' : 'a finite number', bounds.join(' and ')].filter(Boolean).join(' ');
}

/** Whether `value` is of the kind and inside the range. */
export function satisfies(spec: OptionSpec, value: unknown): boolean {
  if (spec.kind === 'boolean') return typeof value === 'boolean';
  if (spec.kind === 'text') return typeof value === 'string';
  if (spec.kind === 'choice') return typeof value === 'string' && spec.choices.includes(value);
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (spec.kind === 'number' || Number.isSafeInteger(value)) &&
    (spec.min === undefined || value >= spec.min) &&
    (spec.max === undefined || value <= spec.max) &&
    (spec.above === undefined || value > spec.above) &&
    (spec.below === undefined || value < spec.below)
  );
}

/**
 * Checked, complete, frozen settings. `undefined` means absent.
 * @throws LikewiseError `unknown-option`, `invalid-option`.
 */
export function resolveOptions<T extends object>(owner: string, specs: OptionSpecs<T>, given: Partial<T> = {}): Readonly<T> {
  const table = specs as unknown as AnyOptionSpecs;
  const settings: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) settings[name] = spec.default;
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (spec === undefined) throw unknownName('unknown-option', `${owner}: unknown option ${shown(name)}`, name, Object.keys(table));
    if (value === undefined) continue;
    requireOption(owner, name, spec, value);
    settings[name] = value;
  }
  return Object.freeze(settings) as Readonly<T>;
}

/** @throws LikewiseError `invalid-option` */
export function requireOption(owner: string, name: string, spec: OptionSpec, value: unknown): void {
  if (satisfies(spec, value)) return;
  const must = `${owner}: ${name} must be ${rangeOf(spec)}`;
  throw new LikewiseError('invalid-option', `${must}; got ${shown(value)}.`, { option: name, value });
}

/**
 * An option's value from text, as command lines and URLs give it.
 * @throws LikewiseError `invalid-option` when the text is not of the option's kind; ranges are checked by `resolveOptions`.
 */
export function parseOption(owner: string, name: string, spec: OptionSpec, given: string): OptionValue {
  const refuse = (): never => {
    const must = `${owner}: ${name} must be ${rangeOf(spec)}`;
    throw new LikewiseError('invalid-option', `${must}; got ${shown(given)}.`, { option: name, value: given });
  };
  if (spec.kind === 'boolean') return given === 'true' ? true : given === 'false' ? false : refuse();
  if (spec.kind === 'choice' || spec.kind === 'text') return given;
  const value = Number(given);
  return given.trim() === '' || Number.isNaN(value) ? refuse() : value;
}

/** An error that lists the known names and points at the nearest one. */
export function unknownName(code: ErrorCode, sentence: string, name: string, known: readonly string[]): LikewiseError {
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
  const choice = known.length === 0 ? 'there are none' : `expected one of ${known.join(', ')}`;
  return new LikewiseError(code, `${sentence}${hint}; ${choice}.`, { name, known, nearest: near });
}

/** The entry of that name in a catalog; `text` is what was written. @throws LikewiseError `unknown-…` with the nearest name */
export function entryNamed<E extends { readonly name: string }>(
  kind: 'metric' | 'model' | 'policy' | 'ranking' | 'split',
  catalog: readonly E[],
  name: string,
  text: string = name,
): E {
  const entry = catalog.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const known = catalog.map((candidate) => candidate.name);
  throw unknownName(`unknown-${kind}`, `unknown ${kind} ${shown(text)}`, name, known);
}

/** The known name within a third of its length in edits (Damerau–Levenshtein), or `undefined`. A name of any length may be asked. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(candidate.length / 3));
    // Every letter too many is an edit: a text of megabytes is never compared.
    if (Math.abs(name.length - candidate.length) > most) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= most && distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, rows[i - 2][j - 2] + 1);
      row.push(distance);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** A value in a sentence; of a long one its beginning, for a sentence is read by people. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  if (typeof value !== 'object' || value === null) return shortened(String(value));
  return Array.isArray(value) && value.length <= 20 && value.every((entry) => typeof entry !== 'object')
    ? `[${value.map((entry) => shortened(String(entry))).join(', ')}]`
    : Array.isArray(value)
      ? `a list of ${value.length}`
      : 'an object';
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);
