/** A training's learning curve, of any iterative model: what its epochs report, seconds, and a held-out part measured after each. */
import { parseCondition } from '../data/likes.ts';
import { LikewiseError } from '../errors.ts';
import { now } from '../kernels/host.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { type MetricName, parseMetric } from '../metrics/catalog.ts';
import type { ListMetric, Metric, RankingMetric, RatingMetric } from '../metrics/metric.ts';
import type { EpochReport } from '../models/contract/estimator.ts';
import { type CurvePoint, pointOf } from '../models/contract/learning-curve.ts';
import { can, type Model } from '../models/contract/model.ts';
import type { Fold } from '../split/split.ts';
import { listValues } from './list-values.ts';
import { ratingErrors } from './rating-errors.ts';
import { type TestPart, testPartOf } from './test-part.ts';

export interface CurveOptions {
  /** Fit on its `train`; its `test` is what is held out. Absent: nothing is measured beside what the model reports. */
  readonly fold?: Fold | undefined;
  /** What is measured of the held-out part. @default ['rmse'] where it has ratings, else ['ndcg@10'] */
  readonly metrics?: readonly (MetricName | Metric)[] | undefined;
  /** Which held-out interactions are relevant in lists, such as ">0" of weights. Absent: all. */
  readonly relevant?: string | undefined;
  /** Worker threads for lists; never changes a figure. @default all processors */
  readonly threads?: number | undefined;
  readonly signal?: StopSignal | undefined;
  /** Hears each point. A promise is awaited, and not counted in seconds. */
  readonly onPoint?: ((point: CurvePoint, report: EpochReport) => void | Promise<void>) | undefined;
}

export interface RecordedCurve {
  /** Grows as training goes on. Seconds of the first epoch hold all that comes before it; measuring counts nowhere. */
  readonly curve: readonly CurvePoint[];
  /** To be given to `fit`. */
  readonly onEpoch: (report: EpochReport) => Promise<void>;
  /** What `fit` gave: measured where no epoch was, as of a model without epochs; its figures then stand in the last point too. */
  readonly onModel: (model: Model) => Promise<Readonly<Record<string, number>>>;
}

/**
 * The model that is trained is the same, bit for bit, with a recorder or without: it measures copies.
 * @example const { curve, onEpoch } = recordCurve({ fold, metrics: ['rmse'] }); await svd().fit(fold.train, { onEpoch });
 * @throws LikewiseError `nothing-to-measure` from `fit`, where a metric cannot be had of the model or the part
 */
export function recordCurve({ fold, metrics, relevant, threads, signal, onPoint }: CurveOptions = {}): RecordedCurve {
  const curve: CurvePoint[] = [];
  const part = fold && testPartOf(fold, relevant === undefined ? undefined : parseCondition(relevant));
  const wanted =
    part &&
    (metrics ?? [part.test.hasRatings ? 'rmse' : 'ndcg@10']).map((metric) => (typeof metric === 'string' ? parseMetric(metric) : metric));
  let resumed = now();
  return {
    curve,
    async onEpoch(report) {
      const seconds = (now() - resumed) / 1000;
      const reported = pointOf(report);
      const held = part && report.model && (await heldOutFigures(await report.model(), part, wanted as Metric[], { threads, signal }));
      const point = { ...reported, validation: { ...reported.validation, ...held }, seconds };
      curve.push(point);
      await onPoint?.(point, report);
      resumed = now();
    },
    async onModel(model) {
      const last = curve.at(-1);
      if (part === undefined || wanted?.every(({ name }) => last?.validation[name] !== undefined)) return {};
      const held = await heldOutFigures(model, part, wanted as Metric[], { threads, signal });
      if (last !== undefined) curve[curve.length - 1] = { ...last, validation: { ...last.validation, ...held } };
      return held;
    },
  };
}

async function heldOutFigures(
  model: Model,
  part: TestPart,
  wanted: readonly Metric[],
  options: Pick<CurveOptions, 'threads' | 'signal'>,
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const rating = wanted.filter((metric): metric is RatingMetric => metric.kind === 'rating');
  if (rating.length > 0 && can(model, 'predict')) {
    const { errors } = await ratingErrors(model, part.train, part.test, options);
    for (const { name, term, finish } of rating) figures[name] = finish(mean(errors.map(term)));
  }
  const ranking = wanted.filter((metric): metric is RankingMetric => metric.kind === 'ranking');
  const listing = wanted.filter((metric): metric is ListMetric => metric.kind === 'list');
  if (ranking.length + listing.length > 0 && can(model, 'score') && part.judged.length > 0) {
    const { values, totals } = await listValues(model, part, { ranking, listing }, { ...options, seed: 0 });
    for (const [m, { name }] of ranking.entries()) figures[name] = mean(values[m].filter((value) => !Number.isNaN(value)));
    for (const [m, { name }] of listing.entries()) figures[name] = totals[m];
  }
  const missing = wanted.filter(({ name }) => !Number.isFinite(figures[name]));
  if (missing.length === 0) return figures;
  const names = missing.map(({ name }) => name).join(', ');
  throw new LikewiseError(
    'nothing-to-measure',
    `recordCurve: ${model.name} cannot be measured by ${names} on the held-out part (${part.test.size} rows, ${part.judged.length} users to judge); choose another metric or another part.`,
    { metrics: names },
  );
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
