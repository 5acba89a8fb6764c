/** Which options are tuned, and between what. */
import { LikewiseError } from '../errors.ts';
import type { CatalogEntry } from '../models/contract/estimator.ts';
import { type AnyOptions, type NumericSpec, type OptionSpec, type OptionValue, rangeOf, requireOption, unknownName } from '../options.ts';

/** What an option may be: numbers from low to high, even on a logarithmic scale where `log`, or some values. */
export type TuningRange =
  | { readonly kind: 'integer' | 'number'; readonly low: number; readonly high: number; readonly log: boolean }
  | { readonly kind: 'values'; readonly values: readonly OptionValue[] };
export type TuningSpace = Readonly<Record<string, TuningRange>>;

/** From so many times less than the default to so many times more. */
const around =
  (times: number, ifZero?: readonly [low: number, high: number]) =>
  (standard: number): readonly [number, number] | undefined =>
    standard > 0 ? [standard / times, standard * times] : ifZero;
const between = (low: number, high: number) => (): readonly [number, number] => [low, high];

/** Options that decide how good a model is, by name: the same name means the same in every model. All are even on a logarithmic scale but `even`. */
const usual: Readonly<Record<string, (standard: number) => readonly [low: number, high: number] | undefined>> = {
  factors: between(8, 256),
  neighbors: between(5, 400),
  learningRate: around(10),
  alpha: around(10),
  unobservedWeight: around(10),
  damping: around(10),
  klWeight: around(10),
  smoothing: around(30),
  halfLife: around(30),
  userDeviation: around(5),
  itemDeviation: around(5),
  noiseDeviation: around(5),
  window: between(1, 50),
  last: between(1, 50),
  beta: between(0, 1),
  dropout: between(0, 0.7),
  inputDropout: between(0, 0.7),
  regularizationExponent: between(0, 1),
};
const penalty = around(10, [1e-7, 1e-2]);
const even = new Set(['beta', 'dropout', 'inputDropout', 'regularizationExponent']);

/**
 * The ranges of a model: `given` ones, and of the other options the usual ones unless `fixed` says their value.
 * @throws LikewiseError `unknown-option`, `invalid-option` for a range that is empty, turned round or beyond what the option may be;
 *   `nothing-to-tune` where nothing is left to vary
 */
export function tuningSpace(entry: CatalogEntry, fixed: AnyOptions = {}, given: TuningSpace = {}): TuningSpace {
  const space: Record<string, TuningRange> = {};
  for (const [name, spec] of Object.entries(entry.options)) {
    if (given[name] !== undefined || fixed[name] !== undefined) continue;
    const range = usualRange(name, spec);
    if (range !== undefined) space[name] = range;
  }
  for (const [name, range] of Object.entries(given)) {
    const spec = Object.hasOwn(entry.options, name) ? entry.options[name] : undefined;
    if (spec === undefined)
      throw unknownName('unknown-option', `tune ${entry.name}: unknown option "${name}"`, name, Object.keys(entry.options));
    space[name] = checked(entry.name, name, spec, range);
  }
  if (Object.keys(space).length > 0) return space;
  const has = Object.keys(entry.options);
  const remedy = has.length === 0 ? 'it has no options' : `give ranges of its options (${has.join(', ')})`;
  throw new LikewiseError('nothing-to-tune', `tune ${entry.name}: nothing is left to vary; ${remedy}.`, { model: entry.name });
}

/** `undefined` where the option is none of those that are tuned unasked, or has no default to start from. */
function usualRange(name: string, spec: OptionSpec): TuningRange | undefined {
  if ((spec.kind !== 'integer' && spec.kind !== 'number') || spec.default === undefined) return undefined;
  const rule = usual[name] ?? (/^(?!feature).*regularization$/i.test(name) ? penalty : undefined);
  const ends = rule?.(spec.default);
  if (ends === undefined) return undefined;
  const [low, high] = within(spec, ends);
  return { kind: spec.kind, low, high, log: !even.has(name) };
}

/** The part that the option may be. */
function within({ kind, min, max, above, below }: NumericSpec, [low, high]: readonly [number, number]): [number, number] {
  const round = kind === 'integer' ? Math.round : (value: number): number => value;
  const least = Math.max(
    low,
    min ?? Number.NEGATIVE_INFINITY,
    above === undefined ? Number.NEGATIVE_INFINITY : above + Math.abs(low) * 1e-9,
  );
  const most = Math.min(high, max ?? Number.POSITIVE_INFINITY, below === undefined ? Number.POSITIVE_INFINITY : below * (1 - 1e-9));
  return [round(least), round(most)];
}

function checked(model: string, name: string, spec: OptionSpec, range: TuningRange): TuningRange {
  const owner = `tune ${model}`;
  if (range.kind === 'values') {
    if (range.values.length === 0) throw empty(owner, name, 'no value');
    for (const value of range.values) requireOption(owner, name, spec, value);
    return range;
  }
  if (spec.kind !== 'integer' && spec.kind !== 'number')
    throw new LikewiseError('invalid-option', `${owner}: ${name} is ${rangeOf(spec)}; list its values, as in ${name}=a|b.`, {
      option: name,
    });
  for (const end of [range.low, range.high]) requireOption(owner, name, spec, end);
  if (range.low > range.high) throw empty(owner, name, `${range.low} to ${range.high}`);
  if (range.log && range.low <= 0)
    throw new LikewiseError(
      'invalid-option',
      `${owner}: the range of ${name} must begin above 0 to be even on a logarithmic scale; got ${range.low}.`,
      {
        option: name,
      },
    );
  return { ...range, kind: spec.kind };
}

const empty = (owner: string, name: string, got: string): LikewiseError =>
  new LikewiseError('invalid-option', `${owner}: the range of ${name} must hold a value, from the smaller to the larger end; got ${got}.`, {
    option: name,
  });

/** The value at place 0 ≤ x < 1 of the range. */
export function valueAt(range: TuningRange, x: number): OptionValue {
  if (range.kind === 'values') return range.values[Math.min(range.values.length - 1, Math.floor(x * range.values.length))];
  const { low, high, log, kind } = range;
  if (kind === 'integer') {
    // Every integer has a stretch of its own, the ends as long as the others.
    const value = log ? Math.exp(Math.log(low) + x * Math.log((high + 1) / low)) : low + x * (high + 1 - low);
    return Math.min(high, Math.max(low, Math.floor(value)));
  }
  const value = log ? Math.exp(Math.log(low) + x * Math.log(high / low)) : low + x * (high - low);
  // Four digits: settings that can be typed, and are those that were tried.
  return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
}

/** Where a value stands in the range, the nearest end where it lies beyond; `undefined` where it is none of the range's. */
export function placeInRange(range: TuningRange, value: unknown): number | undefined {
  if (range.kind === 'values') {
    const at = range.values.indexOf(value as OptionValue);
    return at < 0 ? undefined : (at + 0.5) / range.values.length;
  }
  if (typeof value !== 'number') return undefined;
  // An integer stands in the middle of its stretch.
  const [low, high, x] = range.kind === 'integer' ? [range.low, range.high + 1, value + 0.5] : [range.low, range.high, value];
  const share = range.log ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low);
  return Number.isNaN(share) ? 0.5 : Math.min(1 - 1e-9, Math.max(0, share));
}
