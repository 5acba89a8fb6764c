/** `likewise evaluate`: models × metrics on held-out data, in one table. */
import { resolve } from 'node:path';
import type { ApplySplitOptions, Estimator, EvaluateProgress, Interactions, Metric, SeedTrial, Split, SplitRule } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { commandLine } from '../../../words/command-line.ts';
import { version } from '../../../words/generated/version.ts';
import { counted } from '../../../words/numbers.ts';
import { yieldToEventLoop } from '../../../workflow/yield-to-event-loop.ts';
import { type Command, type Given, type Io, jsonFlag, repeated } from '../../command.ts';
import { readTitles, titlesFlag } from '../../flags/files.ts';
import { filteredOf, leastCounts, leastCountsFlags } from '../../flags/least-counts.ts';
import { integerFlag, threadsFlag, threadsOf } from '../../flags/number-flags.ts';
import { inputFiles, ratingsArgument, readingFlags, readRatings } from '../../flags/ratings.ts';
import { weightsNote } from '../../flags/weights.ts';
import { byCategory } from './category-column.ts';
import { comparedPosition, judgedModels, metricsOf } from './judged-models.ts';
import { withRecentPopularity } from './recent-popularity.ts';
import { SightsInMaking } from './sights.ts';
import { userValuesFile } from './user-values-file.ts';

/** How long a stopped run may take to put its file away. */
const stopMs = 900;

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'compare models on held-out data, with confidence intervals',
  arguments: { ...ratingsArgument },
  flags: {
    '-m, --model <name:opt=v,…>': repeated('a model with its options; preset=name takes tuned ones (default: a set that fits the data)'),
    '--run <file>': repeated(
      'lists of another program, judged beside the models: user, item and rank or score; or a run as TREC writes it',
    ),
    '--split <rule>':
      'random:0.8, per-user:0.8, kfold:5, leave-last, leave-last:2, leave-random (also leave-random:5), time:0.8 (also time:2019-05-01, time:0.8:last, time:0.8:successive), rolling:7dx6, users:0.8, cold-users:0.8, cold-items:0.8 or column:fold=1 (default random:0.8)',
    '--test <file>': 'test part in a file of its own, instead of --split',
    ...leastCountsFlags,
    '--metric <names>': repeated('such as rmse,mae or ndcg@10,recall@20,coverage@20'),
    '--relevant <condition>':
      'what test rows count as liked in rankings, such as ">=4": models of ratings train on all ratings, models of likes on those',
    '--compare [model]': 'also how sure each model differs from the first one, from this one of the models, or from the best',
    '--likeness <model>':
      'whose vectors and similar items say how alike items are in diversity@10:vectors and its kin (default: each model says it of its own lists)',
    '--aging': 'on a rolling split: also each later window by the model of the first one, and from which window on retraining pays',
    '--by <group>': repeated(
      'also the figures of users:activity or users:age (a column of --user-features), and how often items:popularity or items:genre (a column of --item-features) are shown',
    ),
    '--sampled <n>': 'also rank against n sampled items, as old papers do; labelled so',
    '--context <columns>': 'ask each held-out interaction as a question of its own under its context: all, or columns joined by commas',
    '--seed <n>': 'of the split, the intervals and the models (default 0)',
    '--seeds <n>': 'so many seeds of split and models, from --seed on: figures are means, with how far they spread',
    ...threadsFlag,
    '--format <name>': 'of the table: text, csv, markdown or latex (default text)',
    '--report <file>': 'also write a web page: figures, curves, the long tail, some people with their lists',
    '--per-user <file>': 'also write the values of each user as CSV: model, user, one column a metric',
    ...titlesFlag,
    ...readingFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise evaluate ratings.csv',
    'likewise evaluate ratings.csv --model popular --model bias --metric rmse,ndcg@10',
    'likewise evaluate ratings.csv --positive ">=4" --split leave-last --model popular --model implicit-als:factors=32 --metric hr@10 --compare',
    'likewise evaluate ratings.csv --relevant ">=4" --model popular --model svd --model implicit-als --metric rmse,ndcg@10',
    'likewise evaluate train.csv --test test.csv --model item-knn --run theirs.csv --metric ndcg@10',
    'likewise evaluate uses.csv --split random:0.8 --model factorization-machine --model factorization-machine:context=none --context all --metric ndcg@10,auc',
  ],
  async run(given, io) {
    const core = await import('@likewise/core');
    const { createEstimator, parseModel } = await import('../../../workflow/model-spec.ts');
    const chosen = given.list('model').map(parseModel);
    const likenessText = given.text('likeness');
    const yardstick = likenessText === undefined ? undefined : parseModel(likenessText);
    const seed = integerFlag(given, 'seed', 0) ?? 0;
    const seeds = integerFlag(given, 'seeds', 1) ?? 1;
    const threads = threadsOf(given);
    const sampled = integerFlag(given, 'sampled', 1);
    const format = given.choice('format', ['text', 'csv', 'markdown', 'latex']) ?? 'text';
    if (io.json && format !== 'text') throw new CliError('evaluate: give --json or --format, not both.');
    const askedNames = given.list('metric').flatMap((list) => list.split(','));
    for (const name of askedNames) core.parseMetric(name);
    if (yardstick !== undefined && !askedNames.some((name) => /:(vectors|similar)$/.test(name)))
      throw new CliError(
        '--likeness says how alike items are in metrics such as diversity@10:vectors and serendipity@10:similar; none was asked for.',
      );
    if (given.text('split') !== undefined && given.text('test') !== undefined)
      throw new CliError('evaluate: give --split or --test, not both.');
    for (const text of given.list('by')) core.groupsBy(text);
    const rule = core.parseSplit(given.text('split') ?? 'random:0.8');
    const paths = given.paths(0);
    const path = paths.join(', ');
    const [out, perUser] = [given.text('report'), given.text('per-user')];
    const { checkWritable, writeWhole } = await import('../../../store/whole-files.ts');
    const inputs =
      out === undefined && perUser === undefined
        ? []
        : await inputFiles(given, [...paths, ...[given.text('test')].filter((test) => test !== undefined)]);
    for (const output of [out, perUser]) if (output !== undefined) await checkWritable(output, inputs);
    if (out !== undefined && perUser !== undefined && resolve(out) === resolve(perUser))
      throw new CliError('evaluate: --report and --per-user need files of their own.');
    if (out === undefined && given.text('titles') !== undefined)
      throw new CliError('evaluate: --titles names the items of the page that --report writes; give --report too.');
    const [positive, context] = [given.text('positive'), given.text('context')];
    const stated = given.text('relevant');
    if (positive !== undefined && stated !== undefined)
      throw new CliError('evaluate: give --positive (the rest is dropped, as published protocols do) or --relevant, not both.');
    if (stated !== undefined) core.parseCondition(stated);

    const least = leastCounts(given);
    if (least !== undefined && given.text('test') !== undefined)
      throw new CliError('evaluate: --k-core and --min-counts filter what a --split cuts; a --test file is taken as it is.');
    const { interactions: whole } = await readRatings(paths, given, io, { others: 'later' });
    const interactions = least === undefined ? whole : core.atLeast(whole, { ...least, positive });
    const filtered = least && filteredOf(least, whole, interactions);
    if (filtered !== undefined) io.progress.note(filtered.text);
    const runs = await listsOf(given.list('run'), io);
    const judged = await judgedModels(chosen, interactions, { positive, relevant: stated, runs: runs.length });
    const { relevant, note } = judged;
    const named = (text: string): string => {
      const { text: own, note: told } = byCategory(text, interactions);
      if (told !== undefined) io.progress.note(told);
      return own;
    };
    const by = given.list('by').map((text) => core.groupsBy(named(text)));
    const names = askedNames.length > 0 ? askedNames.map(named) : metricsOf(interactions, { positive, relevant }, judged.texts);
    const metrics = names.map((name) => core.parseMetric(name));
    const test = given.text('test');
    const { texts, note: added } = withRecentPopularity(judged.texts, test === undefined ? rule.name : 'given', metrics, parseModel);
    const labels = [...texts.map(({ text }) => text), ...runs.map(({ name }) => name)];
    if (note !== undefined) io.progress.note(note);
    if (positive === undefined) io.progress.note(...(await weightsNote(texts, interactions)));
    const rated = positive === undefined ? [] : [...texts.keys()].filter((at) => texts[at].entry.feedback === 'ratings');
    const compare = comparedPosition(given, texts, labels);
    const splitAt = await splitsOf(interactions, rule, given, io, positive);
    const trialAt = (at: number): SeedTrial => ({
      seed: at,
      estimators: [...texts.map((text) => createEstimator(text, at)), ...runs],
      split: splitAt(at),
    });
    const trials = function* (): Generator<SeedTrial> {
      for (let at = seed; at < seed + seeds; at++) yield trialAt(at);
    };
    // Stopped, it takes its file away, so it hears signals before there is one; what a kill leaves, the next run sweeps.
    if (perUser !== undefined) io.stopsWithin(stopMs);
    const values =
      perUser === undefined
        ? undefined
        : await userValuesFile(perUser, labels, metricsPerUser(metrics, sampled), {
            seeds: seeds > 1,
            folds: rule.name.startsWith('kfold'),
          });
    const titleOf = out === undefined ? undefined : await readTitles(given, io, interactions.items);
    const sights = out === undefined ? undefined : new SightsInMaking(core, labels.length, seed);
    const yieldNow = yieldToEventLoop();
    const job = io.progress.job('evaluating');
    const report = await core
      .evaluateSeeds(trials(), metrics, {
        seed,
        threads,
        sampled,
        relevant,
        compare,
        by,
        rated: { data: interactions, positions: rated },
        aging: given.on('aging'),
        likeness: yardstick && createEstimator(yardstick, seed),
        context: context === undefined || context === 'all' ? context : context.split(',').map((name) => name.trim()),
        signal: io.signal,
        now: () => performance.now(),
        peakMemoryMb: () => (process.resourceUsage().maxRSS * 1024) / 1e6,
        onUserValues: values?.add,
        onEpoch: sights?.onEpoch,
        onList: sights?.onList,
        onSlowKernels: (told) => io.progress.note(`beware: ${told}.`),
        onNote: (told) => io.progress.note(`beware: ${told}`),
        onProgress: (at) => {
          job.update(at.total === 0 ? undefined : at.done / at.total, progressText(at));
          return yieldNow();
        },
      })
      .then(async (found) => {
        await values?.file.finish();
        return found;
      })
      .finally(() => {
        job.end();
        return values?.file.abandon();
      });
    const labelled = { ...report, rows: report.rows.map((row, r) => ({ ...row, model: labels[r] })) };
    const unstated = positive === undefined && relevant === undefined && interactions.hasRatings;
    const ofRatings = unstated ? texts.filter(({ entry }) => entry.abilities.includes('predict')).map(({ text }) => text) : [];
    const { reportNotes } = await import('../../print/report-notes.ts');
    const notes = [
      ...(filtered === undefined ? [] : [`${filtered.text}.`]),
      ...ratedPositives(
        rated.map((at) => labels[at]),
        positive,
      ),
      ...(added === undefined ? [] : [added]),
      ...reportNotes(labelled, ofRatings),
    ];
    if (out !== undefined) {
      const { reportPage } = await import('../../print/report-page.ts');
      await writeWhole(
        out,
        reportPage(
          labelled,
          { file: path, positive, notes, version, date: new Date(), command: commandLine(given.words) },
          sights?.sights(interactions, titleOf ?? (() => undefined)),
        ),
      );
      io.progress.note(`report: ${out}`);
    }
    if (perUser !== undefined) io.progress.note(`values of each user: ${perUser}`);
    if (io.json || format === 'csv') io.progress.note(...notes.filter((note) => note === added || note.startsWith('beware: ')));
    if (io.json) return io.output.json({ ...labelled, data: { file: path, positive, filtered: filtered?.counts, ...labelled.data } });
    const { printReport } = await import('../../print/report-text.ts');
    printReport(labelled, notes, format, io.output);
  },
};

/** What models of ratings learned where only positives train. */
function ratedPositives(models: readonly string[], positive: string | undefined): string[] {
  if (models.length === 0) return [];
  return [
    `${models.join(', ')}: trained on what the positives ${positive} were rated, and on nothing below; --relevant "${positive}" trains models of ratings on all ratings and judges by the same items.`,
  ];
}

/** What --run names, by the names of the files. */
async function listsOf(paths: readonly string[], io: Io): Promise<readonly Estimator[]> {
  if (paths.length === 0) return [];
  const { givenLists } = await import('@likewise/core');
  const { readRankedLists } = await import('../../../data/read/ranked-lists.ts');
  const runs: Estimator[] = [];
  for (const path of paths) {
    const { file, columns, rows, lists } = await readRankedLists(path, { signal: io.signal });
    io.progress.note(`${file}: ${columns}; ${counted(lists.size, 'list')} of ${counted(rows, 'item')}`);
    runs.push(givenLists(file, lists));
  }
  return runs;
}

/** The split of each seed; a test file is read once, and its split is the same for all. */
async function splitsOf(
  interactions: Interactions,
  rule: SplitRule,
  given: Given,
  io: Io,
  positive: string | undefined,
): Promise<(seed: number) => Split> {
  const test = given.text('test');
  if (test === undefined) return (seed) => rule.apply(interactions, { seed, positive } satisfies ApplySplitOptions);
  const { givenSplit } = await import('@likewise/core');
  const { inNaturalOrder } = await import('../../../data/columns/byte-dictionary.ts');
  if (given.text('mask') !== undefined) throw new CliError('--mask is that of one matrix: it does not go with --test.');
  const { interactions: testPart } = await readRatings(test, given, io, { others: 'later', part: true });
  const { nearHint } = await import('../../../data/read/near-ids.ts');
  for (const of of ['users', 'items'] as const) {
    const hint = nearHint(interactions[of], testPart[of].ids, 'the training part');
    if (hint !== '') io.progress.note(`warning: --test ${test}: ${of} that nearly meet those of training${hint}`);
  }
  // Ties go to the lower index: ids of both files stand in one natural order, as if they were one file.
  const split = givenSplit(interactions, testPart, { positive, order: inNaturalOrder });
  return () => split;
}

/** Columns of --per-user: what has a value a user, in the order asked for. */
function metricsPerUser(metrics: readonly Metric[], sampled: number | undefined): string[] {
  const own = metrics.filter(({ kind }) => kind !== 'list').map(({ name }) => name);
  const hits = sampled === undefined ? [] : metrics.filter((metric) => metric.kind === 'ranking' && metric.ofHits === true);
  return [...own, ...hits.map(({ name }) => `${name} (sampled ${sampled})`)];
}

function progressText({ model, fold, folds, stage, done, total }: EvaluateProgress): string {
  const words = { fit: 'fitting', predict: 'predicting', rank: 'ranking' } as const;
  return `${model}${folds > 1 ? `, fold ${fold} of ${folds}` : ''}: ${words[stage]} ${done} of ${total}`;
}
