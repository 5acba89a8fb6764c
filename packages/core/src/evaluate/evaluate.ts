/** Models × splits × metrics → one report. Sees models by their abilities alone. */
import type { Interactions } from '../data/interactions.ts';
import { parseCondition } from '../data/likes.ts';
import { LikewiseError } from '../errors.ts';
import { type MetricName, parseMetric } from '../metrics/catalog.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Estimator } from '../models/contract/estimator.ts';
import { integer, type OptionSpecs, resolveOptions } from '../options.ts';
import type { Split } from '../split/split.ts';
import { type FoldFigures, measureFold } from './measure-fold.ts';
import type { AskedContext, EvaluateOptions } from './options.ts';
import type { Report } from './report.ts';
import { reportRow } from './report-row.ts';
import { testPartOf } from './test-part.ts';

const integers: OptionSpecs<Pick<EvaluateOptions, 'sampled' | 'resamples' | 'seed'>> = {
  sampled: integer(undefined, { min: 1 }, 'other items among which hits are counted too'),
  resamples: integer(1000, { min: 0 }, 'draws of the bootstrap'),
  seed: integer(0, { min: 0 }, 'start of the random numbers'),
};

/**
 * Fits every estimator on every fold and measures it on what was held out. Lists are chosen from the whole catalog less what
 * the user has in training (or in the fold-in part); ties of score go to the lower item index.
 * @example await evaluate([popular(), implicitALS()], parseSplit('leave-last').apply(data), ['ndcg@10', 'coverage@10'])
 * @throws LikewiseError `unknown-metric`, `invalid-metric`, `missing-ratings`, `nothing-to-measure`, `invalid-option`, and what `fit` refuses
 */
export async function evaluate(
  estimators: readonly Estimator[],
  split: Split,
  metrics: readonly (MetricName | Metric)[],
  options: EvaluateOptions = {},
): Promise<Report> {
  const wanted = metrics.map((metric) => (typeof metric === 'string' ? parseMetric(metric) : metric));
  if (estimators.length === 0 || wanted.length === 0)
    throw new LikewiseError(
      'nothing-to-measure',
      `evaluate: give at least one model and one metric; got ${estimators.length} and ${wanted.length}.`,
    );
  const { sampled, resamples, seed } = options;
  resolveOptions('evaluate', integers, { sampled, resamples, seed });
  if (options.context !== undefined && sampled !== undefined)
    throw new LikewiseError(
      'invalid-option',
      'evaluate: give sampled or context, not both; under a context lists are of the whole catalog.',
      { option: 'sampled' },
    );
  const relevance = options.relevant === undefined ? undefined : parseCondition(options.relevant);

  const measured: FoldFigures[][] = estimators.map(() => []);
  let data: Report['data'] | undefined;
  let candidates = 'whole catalog';
  for (const [index, fold] of split.folds.entries()) {
    const part = testPartOf(fold, relevance);
    requireRatings(wanted, part.test.hasRatings, part.foldIn !== undefined, split.name);
    requireUsers(wanted, part.judged.length, split.name);
    if (part.candidates !== undefined) candidates = `${part.candidates.reduce((sum, is) => sum + is, 0)} held-out items`;
    if (options.context !== undefined) requireColumns(options.context, part.test);
    data ??= {
      users: part.train.users.size,
      items: part.train.items.size,
      train: part.train.size,
      test: part.test.size,
      foldIn: part.foldIn?.size,
      folds: split.folds.length,
    };
    for (const [m, estimator] of estimators.entries()) {
      options.signal?.throwIfAborted();
      const place = { model: estimator.name, fold: index + 1, folds: split.folds.length };
      measured[m].push(await measureFold(estimator, part, wanted, options, place));
    }
  }
  if (data === undefined)
    throw new LikewiseError('nothing-to-measure', `evaluate: split ${split.name} has no folds.`, { split: split.name });
  if (measured.every((folds) => folds.every((figures) => figures.metrics.size === 0))) {
    const names = wanted.map((metric) => metric.name).join(', ');
    throw new LikewiseError('nothing-to-measure', `evaluate: none of the models can be measured by ${names} on split ${split.name}.`, {
      metrics: names,
    });
  }
  return {
    data,
    split: split.name,
    candidates: sampled === undefined ? candidates : `${candidates}; figures named sampled: ${sampled} others`,
    relevant: relevantText(split.positive, relevance?.text),
    context: options.context === undefined ? undefined : contextText(options.context),
    seed: seed ?? 0,
    rows: estimators.map((estimator, m) => reportRow(estimator, measured[m], options.compare === true && m > 0 ? measured[0] : undefined)),
  };
}

function relevantText(positive: string | undefined, relevant: string | undefined): string {
  const conditions = [positive, relevant].filter((text) => text !== undefined);
  return conditions.length === 0 ? 'every test interaction' : `test interactions ${conditions.join(' and ')}`;
}

const contextText = (asked: AskedContext): string =>
  `each relevant test interaction is one question, under its own ${asked === 'all' ? 'context' : asked.join(', ')}`;

/** @throws LikewiseError `unknown-context` where no model could be told of a column */
function requireColumns(asked: AskedContext, { context, timestamps }: Interactions): void {
  if (asked === 'all') return;
  const known = [...context.keys(), ...(timestamps === undefined ? [] : ['day'])];
  const wrong = asked.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new LikewiseError('unknown-context', `evaluate: the data has no context column "${wrong}"; it has ${known.join(', ') || 'none'}.`, {
    name: wrong,
  });
}

function requireRatings(wanted: readonly Metric[], hasRatings: boolean, foldsIn: boolean, split: string): void {
  const metric = wanted.find((candidate) => candidate.kind === 'rating');
  if (metric === undefined || (hasRatings && !foldsIn)) return;
  const why = hasRatings
    ? `split ${split} tests people absent from training, whose ratings cannot be predicted; choose a ranking metric or another split`
    : 'the interactions have no ratings; choose a ranking metric such as ndcg@10, or leave the condition on positives out';
  throw new LikewiseError('missing-ratings', `metric ${metric.name}: ${why}.`, { metric: metric.name, split });
}

function requireUsers(wanted: readonly Metric[], users: number, split: string): void {
  const metric = wanted.find((candidate) => candidate.kind !== 'rating');
  if (metric === undefined || users > 0) return;
  throw new LikewiseError(
    'nothing-to-measure',
    `metric ${metric.name}: on split ${split} nobody has both something to be known by and something relevant in the test part.`,
    { metric: metric.name, split },
  );
}
