/** One model on one fold: fit, predict, rank, measure. */
import type { ListMetric, Metric, RankingMetric, RatingMetric } from '../metrics/metric.ts';
import type { Estimator } from '../models/contract/estimator.ts';
import type { Model, RatingPredictor, Scorer } from '../models/contract/model.ts';
import { resampledMeans } from './bootstrap.ts';
import { listValues } from './list-values.ts';
import type { EvaluateOptions, EvaluateProgress } from './options.ts';
import { questionValues } from './question-values.ts';
import { ratingErrors } from './rating-errors.ts';
import type { TestPart } from './test-part.ts';

export interface FoldFigures {
  /** Figures by name, in the order asked for. */
  readonly metrics: ReadonlyMap<string, number>;
  /** The same of every draw of the bootstrap; [resamples]. Paired between models. */
  readonly resampled: ReadonlyMap<string, Float64Array>;
  readonly unsupported: readonly string[];
  readonly fitSeconds: number | undefined;
  readonly scoreSeconds: number | undefined;
  readonly peakMemoryMb: number | undefined;
  readonly usersEvaluated: number;
  readonly usersLeftOut: number;
  readonly usersUnanswered: number;
  readonly unpredicted: number;
}

/** A figure before its interval: the values it is the mean of. */
interface Sample {
  readonly name: string;
  readonly values: Float64Array;
  readonly finish: (mean: number) => number;
}

export async function measureFold(
  estimator: Estimator,
  part: TestPart,
  wanted: readonly Metric[],
  options: EvaluateOptions,
  place: Pick<EvaluateProgress, 'model' | 'fold' | 'folds'>,
): Promise<FoldFigures> {
  const { signal, threads, kernels, onProgress, now, seed = 0, resamples = 1000 } = options;
  const tell =
    onProgress && ((stage: EvaluateProgress['stage'], done: number, total: number) => onProgress({ ...place, stage, done, total }));

  const started = now?.();
  const model: Model = await estimator.fit(part.train, {
    signal,
    threads,
    kernels,
    onEpoch: tell && (({ epoch, epochs }) => tell('fit', epoch, epochs)),
  });
  const fitted = now?.();

  const rating = wanted.filter((metric): metric is RatingMetric => metric.kind === 'rating');
  const ranking = wanted.filter((metric): metric is RankingMetric => metric.kind === 'ranking');
  const listing = wanted.filter((metric): metric is ListMetric => metric.kind === 'list');
  const ofRows: Sample[] = [];
  const ofPeople: Sample[] = [];
  const totals = new Map<string, number>();
  let unpredicted = 0;
  let unanswered = 0;

  if (rating.length > 0 && canPredict(model)) {
    const predicted = await ratingErrors(model, part.train, part.test, {
      signal,
      onRows: tell && ((done) => tell('predict', done, part.test.size)),
    });
    unpredicted = predicted.unpredicted;
    for (const { name, term, finish } of rating) ofRows.push({ name, values: predicted.errors.map(term), finish });
  }
  if (ranking.length + listing.length > 0 && canScore(model)) {
    const { sampled } = options;
    const onPeople = tell && ((done: number) => tell('rank', done, part.people.length));
    const how = { signal, threads, sampled, seed, onPeople };
    const lists =
      options.context === undefined
        ? await listValues(model, part, ranking, listing, how)
        : await questionValues(model, part, ranking, listing, options.context, how);
    unanswered = lists.unanswered;
    // Who answers nobody lacks the ability (such as folding in); zeros would look like bad lists.
    if (unanswered < part.people.length) {
      ranking.forEach(({ name }, m) => {
        ofPeople.push({ name, values: lists.values[m], finish: asIs });
      });
      ranking
        .filter(({ ofHits }) => sampled !== undefined && ofHits === true)
        .forEach(({ name }, m) => {
          ofPeople.push({ name: `${name} (sampled ${sampled})`, values: lists.sampledValues[m], finish: asIs });
        });
      listing.forEach(({ name }, m) => {
        totals.set(name, lists.totals[m]);
      });
    }
  }
  const scored = now?.();

  const figures = new Map(totals);
  const resampled = new Map<string, Float64Array>();
  for (const samples of [ofRows, ofPeople]) {
    const means =
      resamples === 0
        ? []
        : resampledMeans(
            samples.map(({ values }) => values),
            { seed, resamples },
          );
    samples.forEach(({ name, values, finish }, s) => {
      const mean = definedMean(values);
      if (Number.isNaN(mean)) return;
      figures.set(name, finish(mean));
      if (resamples > 0) resampled.set(name, means[s].map(finish));
    });
  }
  const order = [...wanted.map(({ name }) => name), ...figures.keys()];
  return {
    metrics: new Map(order.filter((name) => figures.has(name)).map((name) => [name, figures.get(name) as number])),
    resampled,
    unsupported: wanted.map(({ name }) => name).filter((name) => !figures.has(name)),
    fitSeconds: seconds(started, fitted),
    scoreSeconds: seconds(fitted, scored),
    peakMemoryMb: options.peakMemoryMb?.(),
    usersEvaluated: part.people.length,
    usersLeftOut: part.leftOut,
    usersUnanswered: unanswered,
    unpredicted,
  };
}

const asIs = (mean: number): number => mean;
const canPredict = (model: Model): model is RatingPredictor => 'predict' in model;
const canScore = (model: Model): model is Scorer => 'scoreItems' in model;

const seconds = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : (to - from) / 1000;

/** Mean of the values that are not NaN; NaN when there are none. Pairwise in blocks, so that long sums keep their digits. */
function definedMean(values: Float64Array): number {
  let total = 0;
  let count = 0;
  for (let begin = 0; begin < values.length; begin += 1024) {
    let sum = 0;
    const end = Math.min(begin + 1024, values.length);
    for (let k = begin; k < end; k++) {
      if (Number.isNaN(values[k])) continue;
      sum += values[k];
      count++;
    }
    total += sum;
  }
  return total / count;
}
