/** `likewise evaluate`: models × metrics on held-out data, in one table. */
import type * as Core from '@likewise/core';
import type { ApplySplitOptions, CatalogEntry, EvaluateProgress, Interactions, MetricName, Split, SplitRule } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { whole } from '../../words/numbers.ts';
import type { ModelText } from '../../workflow/model-spec.ts';
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import { type Command, type Given, type Io, jsonFlag, repeated } from '../command.ts';
import { integerFlag, threadsFlag, threadsOf } from '../flags/number-flags.ts';
import { attachedFiles, ratingsArgument, readingFlags, readRatings } from '../flags/ratings.ts';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'compare models on held-out data, with confidence intervals',
  arguments: { ...ratingsArgument },
  flags: {
    '-m, --model <name:opt=v,…>': repeated('a model with its options; preset=name takes tuned ones'),
    '--split <rule>':
      'random:0.8, kfold:5, leave-last, leave-random, time:0.8, users:0.8, cold-users:0.8, cold-items:0.8 or column:fold=1 (default random:0.8)',
    '--test <file>': 'test part in a file of its own, instead of --split',
    '--metric <names>': repeated('such as rmse,mae or ndcg@10,recall@20,coverage@20'),
    '--relevant <condition>':
      'what test rows count as liked in rankings, such as ">=4": models of ratings train on all ratings, models of likes on those',
    '--sampled <n>': 'also rank against n sampled items, as old papers do; labelled so',
    '--context <columns>': 'ask each held-out interaction as a question of its own under its context: all, or columns joined by commas',
    '--seed <n>': 'of the split, the intervals and the models (default 0)',
    ...threadsFlag,
    '--report <file>': 'also write the table as a web page',
    ...readingFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise evaluate ratings.csv --model popular --model bias --metric rmse,ndcg@10',
    'likewise evaluate ratings.csv --positive ">=4" --split leave-last --model popular --model implicit-als:factors=32 --metric hr@10',
    'likewise evaluate ratings.csv --relevant ">=4" --model popular --model svd --model implicit-als --metric rmse,ndcg@10',
    'likewise evaluate uses.csv --split random:0.8 --model factorization-machine --model factorization-machine:context=none --context all --metric ndcg@10,auc',
  ],
  async run(given, io) {
    const core = await import('@likewise/core');
    const { createEstimator, parseModel } = await import('../../workflow/model-spec.ts');
    const texts = given.list('model').map(parseModel);
    if (texts.length === 0) throw new CliError('evaluate: say which models, such as --model popular --model implicit-als:factors=64.');
    const seed = integerFlag(given, 'seed', 0) ?? 0;
    const threads = threadsOf(given);
    const sampled = integerFlag(given, 'sampled', 1);
    const estimators = texts.map((text) => createEstimator(text, seed));
    const asked = given.list('metric').flatMap((list) => list.split(',').map((name) => core.parseMetric(name)));
    if (given.text('split') !== undefined && given.text('test') !== undefined)
      throw new CliError('evaluate: give --split or --test, not both.');
    const rule = core.parseSplit(given.text('split') ?? 'random:0.8');
    const out = given.text('report');
    const path = given.argument(0) as string;
    const { checkWritable, writeWhole } = await import('../../store/whole-files.ts');
    if (out !== undefined) await checkWritable(out, [path, given.text('test'), ...attachedFiles(given)]);
    const [positive, relevant, context] = [given.text('positive'), given.text('relevant'), given.text('context')];
    if (positive !== undefined && relevant !== undefined)
      throw new CliError('evaluate: give --positive (the rest is dropped, as published protocols do) or --relevant, not both.');
    if (relevant !== undefined) core.parseCondition(relevant);
    const { interactions } = await readRatings(path, given, io, { others: 'later' });
    for (const { entry } of texts) requireFeedback(core, entry, interactions, positive, relevant);
    const split = await splitOf(interactions, rule, given, io, { seed, positive });
    const metrics = asked.length > 0 ? asked : defaultMetrics(interactions, positive, texts);
    const yieldNow = yieldToEventLoop();
    const job = io.progress.job('evaluating');
    const report = await core
      .evaluate(estimators, split, metrics, {
        seed,
        threads,
        sampled,
        relevant,
        context: context === undefined || context === 'all' ? context : context.split(',').map((name) => name.trim()),
        signal: io.signal,
        now: () => performance.now(),
        peakMemoryMb: () => (process.resourceUsage().maxRSS * 1024) / 1e6,
        onProgress: (at) => {
          job.update(at.total === 0 ? undefined : at.done / at.total, progressText(at));
          return yieldNow();
        },
      })
      .finally(() => job.end());
    const labelled = { ...report, rows: report.rows.map((row, r) => ({ ...row, model: texts[r].text })) };
    const ratedOnly = positive === undefined && relevant === undefined && interactions.hasRatings;
    const ofRatings = ratedOnly ? texts.filter(({ entry }) => entry.abilities.includes('predict')).map(({ text }) => text) : [];
    const { reportTable } = await import('../print/report-table.ts');
    const { reportNotes } = await import('../print/report-notes.ts');
    const notes = reportNotes(labelled, ofRatings);
    if (out !== undefined) {
      const { reportPage } = await import('../print/report-page.ts');
      await writeWhole(out, reportPage(labelled, { file: path, positive, notes }));
      io.progress.note(`report: ${out}`);
    }
    if (io.json) {
      io.progress.note(...notes.filter((note) => note.startsWith('beware: ')));
      return io.output.json({ ...labelled, data: { file: path, positive, ...labelled.data } });
    }
    const { data } = labelled;
    io.output.print(
      `${whole(data.users)} users, ${whole(data.items)} items, ${whole(data.train)} for training, ${whole(data.test)} for the test; split ${labelled.split}\n`,
    );
    io.output.print(reportTable(labelled, io.output));
    for (const note of notes) io.output.print(`\n${note}`);
  },
};

/** Before the first model is fitted: the last of ten may be the one that cannot learn from these data. */
function requireFeedback(
  core: typeof Core,
  { factory, feedback }: CatalogEntry,
  data: Interactions,
  positive: string | undefined,
  relevant: string | undefined,
): void {
  const liked = positive !== undefined && data.size > 0;
  if (feedback === 'implicit' && !liked && relevant === undefined) core.requireLikes(factory, data);
  if (feedback === 'ratings') core.requireRatings(factory, liked ? core.positives(data, positive) : data);
}

async function splitOf(interactions: Interactions, rule: SplitRule, given: Given, io: Io, options: ApplySplitOptions): Promise<Split> {
  const test = given.text('test');
  if (test === undefined) return rule.apply(interactions, options);
  const { givenSplit } = await import('@likewise/core');
  const { inNaturalOrder } = await import('../../data/columns/byte-dictionary.ts');
  const { interactions: testPart } = await readRatings(test, given, io, { others: 'later' });
  // Ties go to the lower index: ids of both files stand in one natural order, as if they were one file.
  return givenSplit(interactions, testPart, { ...options, order: inNaturalOrder });
}

/** Ratings are predicted where there are ratings and someone who can; lists are judged always. */
function defaultMetrics({ hasRatings }: Interactions, positive: string | undefined, texts: readonly ModelText[]): readonly MetricName[] {
  const predicts = hasRatings && positive === undefined && texts.some(({ entry }) => entry.abilities.includes('predict'));
  return predicts ? ['rmse', 'mae', 'ndcg@10'] : ['ndcg@10', 'recall@10', 'coverage@10'];
}

function progressText({ model, fold, folds, stage, done, total }: EvaluateProgress): string {
  const words = { fit: 'fitting', predict: 'predicting', rank: 'ranking' } as const;
  return `${model}${folds > 1 ? `, fold ${fold} of ${folds}` : ''}: ${words[stage]} ${done} of ${total}`;
}
