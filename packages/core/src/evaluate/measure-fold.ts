/** One model on one fold: fit, predict, rank, measure. */
import type { Interactions } from '../data/interactions.ts';
import type { ListMetric, Metric, RankedList, RankingMetric, RatingMetric } from '../metrics/metric.ts';
import type { Estimator, FitContext } from '../models/contract/estimator.ts';
import { can, type Model } from '../models/contract/model.ts';
import { type GroupFigures, GroupWatch } from './group-figures.ts';
import type { Groups } from './groups.ts';
import { type Compared, listRecorder } from './list-overlap.ts';
import { listValues } from './list-values.ts';
import { likenessByModel } from './model-likeness.ts';
import type { EvaluateOptions, EvaluateProgress, UserValues } from './options.ts';
import { questionValues } from './question-values.ts';
import { type RatingErrors, ratingErrors } from './rating-errors.ts';
import type { Exposure, FoldReport } from './report.ts';
import { definedMean, figuresOfSamples, type Sample } from './sample.ts';
import { successiveValues } from './successive-values.ts';
import type { TestPart } from './test-part.ts';

/** What a fold's report says, before intervals are taken of the draws. */
export interface FoldFigures extends Omit<FoldReport, 'metrics' | 'ci'> {
  /** Figures by name, in the order asked for. */
  readonly metrics: ReadonlyMap<string, number>;
  /** The same of every draw of the bootstrap; [resamples]. Paired between models. */
  readonly resampled: ReadonlyMap<string, Float64Array>;
  readonly unsupported: readonly string[];
  readonly peakMemoryMb: number | undefined;
  /** Where models are compared. */
  readonly compared: Compared | undefined;
  readonly groups: readonly GroupFigures[];
  readonly exposure: readonly Exposure[];
}

/** A model, and what it was fitted on. */
export interface Fitted {
  readonly model: Model;
  readonly train: Interactions;
  readonly seconds: number | undefined;
}

type Place = Pick<EvaluateProgress, 'model' | 'fold' | 'folds'> & Pick<UserValues, 'position' | 'seed'>;

export async function fitFold(estimator: Estimator, { train }: TestPart, options: EvaluateOptions, place: Place): Promise<Fitted> {
  const { signal, threads, kernels, now, onSlowKernels, onNote } = options;
  const tell = teller(options, place);
  const started = now?.();
  const { position, seed, fold } = place;
  const onEpoch: FitContext['onEpoch'] =
    (tell ?? options.onEpoch) &&
    ((report) => {
      options.onEpoch?.(report, { position, seed, fold });
      return tell?.('fit', report.epoch, report.epochs);
    });
  const model = await estimator.fit(train, { signal, threads, kernels, onSlowKernels, onNote, onEpoch });
  return { model, train, seconds: seconds(started, now?.()) };
}

const teller = ({ onProgress }: EvaluateOptions, { position: _, seed: __, ...at }: Place) =>
  onProgress && ((stage: EvaluateProgress['stage'], done: number, total: number) => onProgress({ ...at, stage, done, total }));

/**
 * @param fitted on this part, or on an earlier one: then it is asked about users and items that it may not know
 * @param about `yardstick` says how alike items are; the model itself unless another is given
 */
export async function measureFold(
  { model, train, seconds: fitSeconds }: Fitted,
  part: TestPart,
  wanted: readonly Metric[],
  options: EvaluateOptions,
  place: Place,
  { groups = [], yardstick = model }: { readonly groups?: readonly Groups[]; readonly yardstick?: Model | undefined } = {},
): Promise<FoldFigures> {
  const { signal, threads, onList, now, seed = 0, resamples = 1000 } = options;
  const tell = teller(options, place);
  const fitted = now?.();

  const rating = wanted.filter((metric): metric is RatingMetric => metric.kind === 'rating');
  const ranking = wanted.filter((metric): metric is RankingMetric => metric.kind === 'ranking');
  const listing = wanted.filter((metric): metric is ListMetric => metric.kind === 'list');
  const ofRows: Sample[] = [];
  const ofUsers: Sample[] = [];
  const figures = new Map<string, number>();
  let predicted: RatingErrors | undefined;
  let unanswered = 0;
  const listed = [...ranking, ...listing].find(({ n }) => n > 0);
  const comparing = options.aging === true || (options.compare !== undefined && options.compare !== false);
  const recorder = comparing && listed !== undefined ? listRecorder(listed.n) : undefined;
  const watch = groups.length > 0 ? new GroupWatch(part, groups, listing, listed?.n ?? 0) : undefined;
  let lists: Compared['lists'];

  if (rating.length > 0 && can(model, 'predict')) {
    const onRows = tell && ((done: number) => tell('predict', done, part.test.size));
    predicted = await ratingErrors(model, train, part.test, { signal, onRows });
    for (const { name, term, finish } of rating) ofRows.push({ name, values: predicted.errors.map(term), finish });
  }
  if (ranking.length + listing.length > 0 && can(model, 'score')) {
    const { sampled, context } = options;
    const onUsers = tell && ((done: number) => tell('rank', done, part.judged.length));
    const { position, seed: trial, fold } = place;
    const told = { position, seed: trial, fold, judged: part.judged, train: part.train, known: part.known };
    const heard = onList && ((list: RankedList, user: number) => onList(list, { ...told, user }));
    const how = {
      signal,
      threads,
      sampled,
      seed,
      onUsers,
      onList: heard,
      earlier: train !== part.train,
      likeness: likenessByModel(yardstick),
    };
    const beside = [...(recorder === undefined ? [] : [recorder.metric]), ...(watch?.metrics ?? [])];
    const metrics = { ranking, listing: [...listing, ...beside] };
    const found = part.successive
      ? await successiveValues(model, part, metrics, how)
      : context === undefined
        ? await listValues(model, part, metrics, how)
        : await questionValues(model, part, metrics, context, how);
    unanswered = found.unanswered;
    // Who answers nobody lacks the ability (such as folding in); zeros would look like bad lists.
    if (unanswered < part.judged.length) {
      const add = (name: string, values: Float64Array): void => void ofUsers.push({ name, values, finish: (mean) => mean });
      for (const [m, { name }] of ranking.entries()) add(name, found.values[m]);
      const ofHits = ranking.filter((metric) => metric.ofHits === true);
      for (const [m, values] of found.sampledValues.entries()) add(`${ofHits[m].name} (sampled ${sampled})`, values);
      for (const [m, { name }] of listing.entries()) if (!Number.isNaN(found.totals[m])) figures.set(name, found.totals[m]);
      lists = recorder?.lists();
    }
  }
  const scored = now?.();

  const resampled = new Map<string, Float64Array>();
  for (const samples of [ofRows, ofUsers]) {
    const found = figuresOfSamples(samples, { seed, resamples });
    for (const [name, figure] of found.metrics) figures.set(name, figure);
    for (const [name, drawn] of found.resampled) resampled.set(name, drawn);
  }
  const values = comparing || options.onUserValues !== undefined ? userValues(part, ofRows, ofUsers, place) : undefined;
  if (values !== undefined) await options.onUserValues?.(values);
  const order = new Set([...wanted.map(({ name }) => name), ...figures.keys()]);
  return {
    metrics: new Map([...order].flatMap((name) => (figures.has(name) ? [[name, figures.get(name) as number]] : []))),
    resampled,
    unsupported: wanted.map(({ name }) => name).filter((name) => !figures.has(name)),
    window: part.window && { from: isoTime(part.window.from), to: isoTime(part.window.to) },
    peakMemoryMb: options.peakMemoryMb?.(),
    compared: comparing && values !== undefined ? { users: values.users, values: values.values, lists } : undefined,
    groups: watch?.figures(ofRows, ofUsers, { seed, resamples }) ?? [],
    exposure: watch?.exposure() ?? [],
    fitSeconds,
    scoreSeconds: seconds(fitted, scored),
    usersEvaluated: part.judged.length,
    usersLeftOut: part.leftOut,
    usersUnanswered: unanswered,
    ...missing(ofRows, predicted),
  };
}

/** How many rows had no prediction, why, and the figures over the others. */
function missing(
  ofRows: readonly Sample[],
  found: RatingErrors | undefined,
): Pick<FoldReport, 'unpredicted' | 'unpredictedBecause' | 'predictedOnly'> {
  const because = found?.unpredicted;
  const unpredicted = because === undefined ? 0 : because.newUser + because.newItem + because.newBoth + because.silent;
  if (found === undefined || unpredicted === 0) return { unpredicted };
  const only = ofRows.map(({ name, values, finish }) => [
    name,
    finish(definedMean(values.map((value, row) => (found.predicted[row] === 1 ? value : Number.NaN)))),
  ]);
  const defined = only.filter(([, figure]) => !Number.isNaN(figure));
  return { unpredicted, unpredictedBecause: because, predictedOnly: Object.fromEntries(defined) };
}

/** What each user contributes: the value of their list, and the figure over their test rows. */
function userValues(
  { test, judged }: TestPart,
  ofRows: readonly Sample[],
  ofUsers: readonly Sample[],
  { position, seed, fold }: Pick<UserValues, 'position' | 'seed' | 'fold'>,
): UserValues {
  const { pointers } = test.userItems;
  const lists = new Set(ofUsers.length > 0 ? judged : []);
  const users = Uint32Array.from(test.users.ids.keys()).filter(
    (user) => lists.has(user) || (ofRows.length > 0 && pointers[user + 1] > pointers[user]),
  );
  const places = new Map(Array.from(judged, (user, place) => [user, place]));
  const of = (value: (user: number) => number): Float64Array => Float64Array.from(users, value);
  const rated = ofRows.map(({ name, values, finish }) => {
    return [name, of((user) => finish(definedMean(values.subarray(pointers[user], pointers[user + 1]))))] as const;
  });
  const ranked = ofUsers.map(({ name, values }) => [name, of((user) => values[places.get(user) ?? -1] ?? Number.NaN)] as const);
  return { position, seed, fold, users: Array.from(users, (user) => test.users.ids[user]), values: new Map([...rated, ...ranked]) };
}

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();

const seconds = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : (to - from) / 1000;
