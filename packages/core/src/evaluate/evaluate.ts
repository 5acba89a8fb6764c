/** Models × splits × metrics → one report. Sees models by their abilities alone. */
import { type Condition, parseCondition } from '../data/likes.ts';
import { LikewiseError } from '../errors.ts';
import { type MetricName, parseMetric } from '../metrics/catalog.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Estimator } from '../models/contract/estimator.ts';
import type { Model } from '../models/contract/model.ts';
import { integer, type OptionSpecs, resolveOptions } from '../options.ts';
import { requireNoLeak } from '../split/leaks.ts';
import type { Split } from '../split/split.ts';
import { agingOf, requireWindows } from './aging.ts';
import { bestRow, correctedByHolm } from './compare.ts';
import { type Fitted, fitFold, measureFold } from './measure-fold.ts';
import type { EvaluateOptions } from './options.ts';
import type { Report, UnseenRows } from './report.ts';
import { reportRow, type SeedFigures } from './report-row.ts';
import { fewerOthers } from './sampled-candidates.ts';
import { ofLikes, type TestPart, testPartOf, withRatings } from './test-part.ts';
import {
  contextText,
  relevantText,
  requireColumns,
  requirePlainQuestions,
  requireRatedTest,
  requireUsers,
  requireValues,
} from './what-is-needed.ts';

const integers: OptionSpecs<Pick<EvaluateOptions, 'sampled' | 'resamples' | 'seed'>> = {
  sampled: integer(undefined, { min: 1 }, 'other items among which hits are counted too'),
  resamples: integer(1000, { min: 0 }, 'draws of the bootstrap'),
  seed: integer(0, { min: 0 }, 'start of the random numbers'),
};

/** Models and the split of one seed. */
export interface SeedTrial {
  readonly seed: number;
  readonly estimators: readonly Estimator[];
  readonly split: Split;
}

/**
 * Fits every estimator on every fold and measures it on what was held out. Lists are chosen from the whole catalog less what
 * the user has in training (or in the fold-in part); ties of score go to the lower item index.
 * @example await evaluate([popular(), implicitALS()], parseSplit('leave-last').apply(data), ['ndcg@10', 'coverage@10'])
 * @example await evaluate([svd(), implicitALS()], split, ['rmse', 'ndcg@10'], { relevant: '>=4', compare: true })
 * @throws LikewiseError `unknown-metric`, `invalid-metric`, `missing-ratings`, `nothing-to-measure`, `leaked-test`, `invalid-option`, and what `fit` refuses
 */
export function evaluate(
  estimators: readonly Estimator[],
  split: Split,
  metrics: readonly (MetricName | Metric)[],
  options: EvaluateOptions = {},
): Promise<Report> {
  return evaluateSeeds([{ seed: options.seed ?? 0, estimators, split }], metrics, options);
}

/**
 * The same by several seeds of models and split: figures are means over seeds and folds, `seeds` of each row has them one by one. Every
 * trial holds the same models in the same order; they are asked for one after another.
 * @example await evaluateSeeds([0, 1, 2].map((seed) => ({ seed, estimators: [bpr({ seed })], split: rule.apply(data, { seed }) })), ['ndcg@10'])
 * @throws LikewiseError as `evaluate`
 */
export async function evaluateSeeds(
  trials: Iterable<SeedTrial>,
  metrics: readonly (MetricName | Metric)[],
  options: EvaluateOptions = {},
): Promise<Report> {
  const wanted = metrics.map((metric) => (typeof metric === 'string' ? parseMetric(metric) : metric));
  const { sampled, resamples, seed } = options;
  resolveOptions('evaluate', integers, { sampled, resamples, seed });
  if (options.context !== undefined && sampled !== undefined)
    throw new LikewiseError(
      'invalid-option',
      'evaluate: give sampled or context, not both; under a context lists are of the whole catalog.',
      { option: 'sampled' },
    );
  const relevance = options.relevant === undefined ? undefined : parseCondition(options.relevant);

  const measured: { trial: SeedTrial; found: Measured }[] = [];
  for (const trial of trials) {
    if (trial.estimators.length === 0 || wanted.length === 0)
      throw new LikewiseError(
        'nothing-to-measure',
        `evaluate: give at least one model and one metric; got ${trial.estimators.length} and ${wanted.length}.`,
      );
    measured.push({ trial, found: await measure(trial, wanted, relevance, options) });
  }
  const [first] = measured;
  if (first === undefined) throw new LikewiseError('nothing-to-measure', 'evaluate: give at least one seed; got none.');
  const { estimators, split } = first.trial;
  const { data, candidates, fewerSampled, trainedOn } = first.found;
  const figuresOf = (m: number): SeedFigures[] => measured.map(({ trial, found }) => ({ seed: trial.seed, folds: found.folds[m] }));
  const { compare } = options;
  const best = (): number =>
    bestRow(
      estimators.map((estimator, m) => reportRow(estimator, figuresOf(m))),
      wanted,
    );
  const compared = compare === true ? 0 : compare === 'best' ? best() : typeof compare === 'number' ? compare : undefined;
  if (compared !== undefined && estimators[compared] === undefined)
    throw new LikewiseError(
      'invalid-option',
      `evaluate: compare must be the position of a model, 0 to ${estimators.length - 1}; got ${compared}.`,
      { option: 'compare', value: compared },
    );
  const rows = estimators.map((estimator, m) => ({
    ...reportRow(estimator, figuresOf(m), {
      other: compared === undefined || compared === m ? undefined : figuresOf(compared),
      trainedOn: trainedOn[m],
    }),
    aging:
      options.aging === true
        ? agingOf(
            measured.map(({ found }) => found.folds[m]),
            measured.map(({ found }) => found.kept[m]),
          )
        : undefined,
  }));
  return {
    data,
    split: split.name,
    candidates:
      sampled === undefined ? candidates : `${candidates}; figures named sampled: ${fewerSampled ? 'at most ' : ''}${sampled} others`,
    relevant: relevantText(split.positive, relevance?.text),
    fewerSampled,
    comparedWith: compared,
    seeds: measured.length === 1 ? undefined : seedsOf(measured),
    context: options.context === undefined ? undefined : contextText(options.context),
    likenessBy: options.likeness?.name,
    seed: seed ?? 0,
    rows: correctedByHolm(rows),
  };
}

/** The model that says how alike items are, the same for all that are judged. */
async function fitYardstick(
  estimator: Estimator,
  part: TestPart,
  relevance: Condition | undefined,
  options: EvaluateOptions,
): Promise<Model> {
  const ofLikesOnly = relevance !== undefined && part.train.hasRatings && estimator.learns === 'likes';
  const { signal, threads, kernels, onNote, onSlowKernels } = options;
  return estimator.fit((ofLikesOnly ? ofLikes(part, relevance) : part).train, { signal, threads, kernels, onNote, onSlowKernels });
}

/** Which seeds, and what differs between them. */
function seedsOf(measured: readonly { readonly trial: SeedTrial; readonly found: Measured }[]): Report['seeds'] {
  const differ = <T>(of: (one: (typeof measured)[number]) => T): boolean => new Set(measured.map(of)).size > 1;
  const drawn = [
    differ(({ found }) => found.testPlaces) && 'split',
    differ(({ trial }) => JSON.stringify(trial.estimators.map(({ settings }) => settings))) && 'models',
  ].filter((part) => part !== false);
  return {
    numbers: measured.map(({ trial }) => trial.seed),
    of: drawn.length === 0 ? 'nothing' : (drawn.join(' and ') as 'split and models'),
  };
}

type Measured = Pick<Report, 'data' | 'candidates' | 'fewerSampled'> & {
  /** Of each model, its folds. */
  readonly folds: SeedFigures['folds'][];
  /** Of each model, its folds by what was fitted on the first. */
  readonly kept: SeedFigures['folds'][];
  readonly trainedOn: ('ratings' | 'likes' | undefined)[];
  /** A sum over where test rows stand: another one for another split. */
  readonly testPlaces: number;
};

async function measure(
  { seed, estimators, split }: SeedTrial,
  wanted: readonly Metric[],
  relevance: Condition | undefined,
  options: EvaluateOptions,
): Promise<Measured> {
  const folds = estimators.map((): SeedFigures['folds'][number][] => []);
  const kept = estimators.map((): SeedFigures['folds'][number][] => []);
  const first: Fitted[] = [];
  if (options.aging === true) requireWindows(split);
  const trainedOn: Measured['trainedOn'] = estimators.map(() => undefined);
  const unseen: { -readonly [K in keyof UnseenRows]: number } = { of: 0, rows: 0, newUser: 0, newItem: 0 };
  let testPlaces = 0;
  let usersWithoutTest = 0;
  let data: Omit<Report['data'], 'unseen' | 'usersWithoutTest'> | undefined;
  let candidates = 'whole catalog';
  let fewerSampled: Report['fewerSampled'];
  for (const [index, fold] of split.folds.entries()) {
    const part = testPartOf(fold, relevance);
    requireNoLeak(split.name, part);
    requireRatedTest(wanted, part, split.name);
    requireValues(relevance, part.test, split);
    usersWithoutTest += part.untested;
    requireUsers(wanted, part, split.name);
    // What a metric lacks, such as item features, is told before anything is fitted.
    for (const metric of wanted) if (metric.kind !== 'rating') metric.start(part.given);
    const groups = (options.by ?? []).map((grouping) => grouping.groupsIn(part));
    if (part.candidates !== undefined) candidates = `${part.candidates.reduce((sum, is) => sum + is, 0)} held-out items`;
    part.test.userItems.indexes.forEach((item, e) => {
      testPlaces = (testPlaces * 31 + item * (e + 1) + index) % 4294967291;
    });
    if (part.successive) requirePlainQuestions(split.name, options);
    if (options.context !== undefined) requireColumns(options.context, part.test);
    if (options.sampled !== undefined) fewerSampled ??= fewerOthers(part, options.sampled);
    for (const key of ['of', 'rows', 'newUser', 'newItem'] as const) unseen[key] += part.unseen[key];
    data ??= {
      users: part.train.users.size,
      items: part.train.items.size,
      train: part.train.size,
      test: part.test.size,
      foldIn: part.foldIn?.size,
      folds: split.folds.length,
    };
    const rated = relevance !== undefined && part.train.hasRatings;
    let liked: typeof part | undefined;
    const yardstick = options.likeness && (await fitYardstick(options.likeness, part, relevance, options));
    let withValues: typeof part | undefined;
    for (const [position, estimator] of estimators.entries()) {
      options.signal?.throwIfAborted();
      if (rated && estimator.learns !== 'nothing') trainedOn[position] = estimator.learns === 'likes' ? 'likes' : 'ratings';
      if (trainedOn[position] === 'likes') liked ??= ofLikes(part, relevance as Condition);
      const place = { model: estimator.name, fold: index + 1, folds: split.folds.length, position, seed };
      let own = trainedOn[position] === 'likes' ? (liked as typeof part) : part;
      if (options.rated?.positions.includes(position)) {
        withValues ??= withRatings(part, options.rated.data);
        own = withValues;
      }
      const fitted = await fitFold(estimator, own, options, place);
      const figures = await measureFold(fitted, own, wanted, options, place, { groups, yardstick });
      folds[position].push(figures);
      if (options.aging !== true) continue;
      first[position] ??= fitted;
      const again = { ...options, onUserValues: undefined, onList: undefined };
      kept[position].push(index === 0 ? figures : await measureFold(first[position], own, wanted, again, place, { yardstick }));
    }
  }
  if (data === undefined)
    throw new LikewiseError('nothing-to-measure', `evaluate: split ${split.name} has no folds.`, { split: split.name });
  if (folds.every((own) => own.every((figures) => figures.metrics.size === 0))) {
    const names = wanted.map((metric) => metric.name).join(', ');
    throw new LikewiseError('nothing-to-measure', `evaluate: none of the models can be measured by ${names} on split ${split.name}.`, {
      metrics: names,
    });
  }
  return { data: { ...data, usersWithoutTest, unseen }, candidates, fewerSampled, folds, kept, trainedOn, testPlaces };
}
