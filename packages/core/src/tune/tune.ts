/** Settings of a model searched on validation data: the split given is all that is looked at. */
import { LikewiseError } from '../errors.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { EvaluateOptions } from '../evaluate/options.ts';
import { seededRandom } from '../math/random.ts';
import { type MetricName, metricEntry } from '../metrics/catalog.ts';
import type { CatalogEntry } from '../models/contract/estimator.ts';
import { type AnyOptions, integer, type OptionSpecs, resolveOptions } from '../options.ts';
import type { Split } from '../split/split.ts';
import { Halving, rungsOf } from './halving.ts';
import { nextPlace, type SamplerName } from './samplers.ts';
import { placeInRange, type TuningSpace, tuningSpace, valueAt } from './space.ts';

export interface Trial {
  /** From 0, which has the options as they stand unsaid. A number comes again where it is trained for longer. */
  readonly number: number;
  /** What was varied, and epochs where the trial trained for fewer than it may. */
  readonly options: AnyOptions;
  /** Of the metric on the validation part; `null` where training failed. */
  readonly value: number | null;
  /** Why training failed. */
  readonly error?: string | undefined;
  readonly seconds?: number | undefined;
}

export interface TuneOptions extends Pick<EvaluateOptions, 'signal' | 'threads' | 'kernels' | 'relevant' | 'context' | 'now'> {
  /** Settings to try; integer ≥ 1. @default 40 */
  readonly trials?: number | undefined;
  /** Where to look next. @default 'tpe' */
  readonly sampler?: SamplerName | undefined;
  /** Train each for a ninth of its epochs first, and only the best third for a third, the best of those for all. Models without epochs train whole. @default true */
  readonly halving?: boolean | undefined;
  /** Start of randomness; integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
  /** Options that keep this value. */
  readonly fixed?: AnyOptions | undefined;
  /** Ranges in place of, or beside, the usual ones. */
  readonly ranges?: TuningSpace | undefined;
  /** Trials of an earlier run of the same call, which are not trained again. */
  readonly past?: readonly Trial[] | undefined;
  /** Hears every trial, past ones too. A promise is awaited. */
  readonly onTrial?: ((trial: Trial) => void | Promise<void>) | undefined;
  /** Hears how far the training of a trial is. */
  readonly onProgress?:
    | ((place: { readonly trial: number; readonly trials: number; readonly done: number; readonly total: number }) => void | Promise<void>)
    | undefined;
}

export interface Tuning {
  readonly model: string;
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly validation: string;
  readonly space: TuningSpace;
  readonly trials: readonly Trial[];
  /** `options` complete the fixed ones; one that trained for fewer epochs says so. */
  readonly best: Trial & { readonly value: number };
}

const integers: OptionSpecs<{ trials: number; seed: number }> = {
  trials: integer(40, { min: 1 }, 'settings to try'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * The first trial has the defaults, so that the best is never worse than they are on the validation part. Same seed, data and options:
 * same trials.
 * @param validation a split of what may be looked at: never of the data that the result will be judged by
 * @example await tune(svdEntry, parseSplit('random:0.9').apply(train), 'rmse', { trials: 20 })
 * @throws LikewiseError `unknown-metric`, `invalid-option`, `unknown-option`, `nothing-to-tune`, `wrong-checkpoint` for past trials of another call,
 *   and what `evaluate` refuses; what the first training failed with where all fail
 */
export async function tune(
  entry: CatalogEntry,
  validation: Split,
  metric: MetricName | (string & {}),
  { fixed = {}, ranges, sampler = 'tpe', halving = true, past = [], onTrial, ...rest }: TuneOptions = {},
): Promise<Tuning> {
  const { trials: most, seed } = resolveOptions('tune', integers, { trials: rest.trials, seed: rest.seed });
  const direction = directionOf(metric);
  const space = tuningSpace(entry, fixed, ranges);
  const names = Object.keys(space);
  const places: (readonly number[])[] = [];
  const standard = names.map((name) => placeInRange(space[name], entry.options[name].default));
  const known = standard.filter((place) => place !== undefined);
  if (known.length === names.length) places[0] = known;
  const whole = space.epochs === undefined && halving ? wholeEpochs(entry, fixed) : undefined;
  const rungs = whole === undefined ? [undefined] : rungsOf(whole);
  const search = new Halving(most, rungs.length);
  const trials: Trial[] = [];
  for (let run = search.next(); run !== undefined; run = search.next()) {
    rest.signal?.throwIfAborted();
    const { number, rung } = run;
    if (places[number] === undefined && number > 0) {
      const tried = search.ranked().flatMap((other) => (places[other] === undefined ? [] : [places[other]]));
      places[number] = nextPlace(sampler, tried, names.length, seededRandom(seed, `trial ${number}`));
    }
    const varied = number === 0 ? {} : Object.fromEntries(names.map((name, d) => [name, valueAt(space[name], places[number][d])]));
    const options: AnyOptions = rung === rungs.length - 1 ? varied : { ...varied, epochs: rungs[rung] };
    const trial = pastTrial(past, trials.length, number, options) ?? (await trained(number, options));
    search.add(run, trial.value === null ? Number.POSITIVE_INFINITY : direction === 'higher' ? -trial.value : trial.value);
    trials.push(trial);
    await onTrial?.(trial);
  }
  return { model: entry.name, metric, direction, validation: validation.name, space, trials, best: bestOf(trials, direction) };

  async function trained(number: number, options: AnyOptions): Promise<Trial> {
    const started = rest.now?.();
    const about = { number, options };
    const seconds = (): number | undefined => (started === undefined ? undefined : ((rest.now?.() ?? started) - started) / 1000);
    try {
      const { rows } = await evaluate([entry.create({ ...fixed, ...options })], validation, [metric as MetricName], {
        ...rest,
        seed,
        resamples: 0,
        onProgress: ({ done, total }) => rest.onProgress?.({ trial: trials.length + 1, trials: search.most(), done, total }),
      });
      return { ...about, value: rows[0].metrics[metric], seconds: seconds() };
    } catch (error) {
      // What one setting cannot do (diverge, need too much memory, go with another option) is an answer; a bad question is not.
      if (!(error instanceof LikewiseError) || !failures.has(error.code) || number === 0) throw error;
      return { ...about, value: null, error: error.message, seconds: seconds() };
    }
  }
}

const failures: ReadonlySet<string> = new Set(['diverged', 'invalid-option', 'too-large', 'not-finite', 'not-positive-definite']);

function directionOf(metric: string): 'higher' | 'lower' {
  const { direction, usage } = metricEntry<string>(metric);
  if (direction !== 'neither') return direction;
  throw new LikewiseError(
    'invalid-metric',
    `tune: neither more nor less ${metric} is better in itself; choose a metric such as ndcg@10 or rmse.`,
    {
      metric,
      usage,
    },
  );
}

/** Epochs of a training as long as it may be; `undefined` where the model has none. */
function wholeEpochs({ options }: CatalogEntry, fixed: AnyOptions): number | undefined {
  const epochs = fixed.epochs ?? options.epochs?.default;
  return typeof epochs === 'number' ? epochs : undefined;
}

function pastTrial(past: readonly Trial[], at: number, number: number, options: AnyOptions): Trial | undefined {
  const trial = past[at];
  if (trial === undefined) return undefined;
  if (trial.number === number && JSON.stringify(trial.options) === JSON.stringify(options)) return trial;
  throw new LikewiseError(
    'wrong-checkpoint',
    `tune: past trial ${at + 1} is ${JSON.stringify(trial.options)}, where this call would try ${JSON.stringify(options)}; begin anew, or call it as it was made.`,
    { trial: at + 1, made: trial.options, here: options },
  );
}

function bestOf(trials: readonly Trial[], direction: Tuning['direction']): Tuning['best'] {
  const sign = direction === 'higher' ? -1 : 1;
  const ended = trials.filter((trial): trial is Tuning['best'] => trial.value !== null);
  return ended.reduce((best, trial) => (sign * trial.value < sign * best.value ? trial : best));
}
