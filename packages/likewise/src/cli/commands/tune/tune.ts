/** `likewise tune`: settings of a model searched on a validation part, the test part looked at once, at the end. */
import type { Interactions, MetricName, ReportRow, Split, Trial, Tuning } from '@likewise/core';
import { kebabCase } from '../../../words/case.ts';
import { CliError } from '../../../words/cli-error.ts';
import { commandLine } from '../../../words/command-line.ts';
import { counted, seconds, short } from '../../../words/numbers.ts';
import { yieldToEventLoop } from '../../../workflow/yield-to-event-loop.ts';
import { type Command, type Flags, type Given, type Io, jsonFlag, repeated, required } from '../../command.ts';
import { integerFlag, threadsFlag, threadsOf } from '../../flags/number-flags.ts';
import { inputFiles, ratingsArgument, readingFlags, readRatings } from '../../flags/ratings.ts';
import { pairs, place, right, table, wrapped } from '../../print/table.ts';
import { parseRanges, rangeText } from './ranges.ts';

/** Trials of the table. */
const SHOWN = 10;

const ownFlags: Flags = {
  '-m, --model <name:opt=v,…>': required('the model; options said here keep their value'),
  '--metric <name>':
    'what is to be best on the validation part, such as rmse or ndcg@10 (default: rmse for models of ratings, else ndcg@10)',
  '--trials <n>': 'settings to try (default 40); the first are the defaults',
  '--validation <rule>': 'how the validation part is cut, a split as in likewise evaluate (default random:0.9)',
  '--split <rule>': 'cut a test part off first, by a split; the best settings and the defaults are judged by it once, at the end',
  '--relevant <condition>': 'what validation rows count as liked in rankings, such as ">=4"',
  '--sampler <name>': 'where to look next: tpe, or random (default tpe)',
  '--halving <which>': 'on: train all shortly first and only the best for longer; off: train all whole (default on)',
  '--range <range>': repeated('a range in place of the usual one: factors=16..256, dropout=0..0.5:even, weighting=binary|given'),
  '--history <file>': 'keep every trial in this file, one JSON line each, and go on from it where it is there',
  '--seed <n>': 'of the search, the splits and the model (default 0)',
  ...threadsFlag,
};

export const tune: Command = {
  name: 'tune',
  summary: 'search the settings of a model on held-out validation data',
  arguments: { ...ratingsArgument },
  flags: {
    ...ownFlags,
    ...readingFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise tune ratings.csv --model svd --metric rmse --trials 20',
    'likewise tune ratings.csv --model implicit-als --positive ">=4" --metric ndcg@10 --split random:0.8 --history trials.jsonl',
  ],
  async run(given, io) {
    const core = await import('@likewise/core');
    const { createEstimator, parseModel } = await import('../../../workflow/model-spec.ts');
    const { entry, options: fixed } = parseModel(given.text('model') as string);
    const [positive, relevant, seed] = [given.text('positive'), given.text('relevant'), integerFlag(given, 'seed', 0) ?? 0];
    const trials = integerFlag(given, 'trials', 1) ?? 40;
    const sampler = given.choice('sampler', ['tpe', 'random']) ?? 'tpe';
    const halving = (given.choice('halving', ['on', 'off']) ?? 'on') === 'on';
    const validation = core.parseSplit(given.text('validation') ?? 'random:0.9');
    const outer = given.text('split') === undefined ? undefined : core.parseSplit(given.text('split') as string);
    const asked = given.text('metric');
    if (asked !== undefined) core.parseMetric(asked);
    if (positive !== undefined && relevant !== undefined) throw new CliError('tune: give --positive or --relevant, not both.');
    const ranges = await parseRanges(entry, given.list('range'));
    core.tuningSpace(entry, fixed, ranges);
    const paths = given.paths(0);
    const inputs = await inputFiles(given, paths);
    const history = given.text('history');
    const { checkWritable } = await import('../../../store/whole-files.ts');
    if (history !== undefined) await checkWritable(history, inputs);

    const { interactions, report } = await readRatings(paths, given, io, { others: 'later' });
    const predicts = positive === undefined && interactions.hasRatings && entry.abilities.includes('predict');
    const metric = asked ?? (predicts ? 'rmse' : 'ndcg@10');
    const withSeed = 'seed' in entry.options && !('seed' in fixed) && seed !== 0 ? { ...fixed, seed } : fixed;
    const split = outer?.apply(interactions, { seed, positive });
    const looked: Interactions = split === undefined ? interactions : split.folds[0].train;
    if (split !== undefined && split.folds.length > 1)
      throw new CliError(`tune: --split ${split.name} has several parts; give one with a single test part.`);
    const inner: Split = validation.apply(looked, { seed, positive: split === undefined ? positive : undefined });
    const owner = {
      model: entry.name,
      fixed: withSeed,
      metric,
      validation: inner.name,
      split: split?.name,
      positive,
      relevant,
      trials,
      sampler,
      halving,
      ranges,
      seed,
      rows: interactions.size,
      file: report.file,
    };
    const file = history === undefined ? undefined : await (await import('../../../store/trial-file.ts')).TrialFile.open(history, owner);
    if (file !== undefined && file.past.length > 0) io.progress.note(`${history}: ${counted(file.past.length, 'trial')} to go on from`);
    io.stopsWithin(900);

    const yieldNow = yieldToEventLoop();
    const job = io.progress.job('tuning');
    let done = 0;
    let best: number | undefined;
    const common = { threads: threadsOf(given), signal: io.signal, relevant, now: () => performance.now() };
    const found = await core
      .tune(entry, inner, metric, {
        ...common,
        trials,
        sampler,
        halving,
        seed,
        fixed: withSeed,
        ranges,
        past: file?.past,
        onTrial: async (trial) => {
          done++;
          if (trial.value !== null) best = best === undefined ? trial.value : better(metric, core, best, trial.value);
          if (done > (file?.past.length ?? 0)) await file?.add(trial);
        },
        onProgress: ({ trial, trials: all, done: part, total }) => {
          job.update(
            Math.min(1, (trial - 1 + (total === 0 ? 0 : part / total)) / all),
            `training ${trial} of about ${Math.max(trial, all)}${best === undefined ? '' : `, best ${metric} ${best.toFixed(4)}`}`,
          );
          return yieldNow();
        },
      })
      .finally(() => job.end());
    const settings = { ...withSeed, ...found.best.options };
    const text = modelText(entry.name, settings);
    const liked = relevant !== undefined && entry.create(settings).learns === 'likes' ? ['--positive', relevant] : [];
    const command = commandLine(['fit', text, ...reading(given), ...liked, '-o', `${entry.name}.safetensors`]);
    const tested =
      split === undefined
        ? undefined
        : await judged(split, metric, given, io, [entry.create(withSeed), createEstimator({ text, entry, options: settings })], relevant);
    if (io.json)
      return io.output.json({
        data: { file: paths.join(', '), positive, rows: interactions.size },
        ...found,
        best: { ...found.best, text },
        test: tested,
        command,
      });
    print(found, text, tested, command, io);
  },
};

const better = (metric: string, core: typeof import('@likewise/core'), a: number, b: number): number =>
  core.metricEntry<string>(metric).direction === 'lower' ? Math.min(a, b) : Math.max(a, b);

/** "svd:factors=50,learning-rate=0.01". */
function modelText(name: string, options: object): string {
  const said = Object.entries(options).map(([option, value]) => `${kebabCase(option)}=${value}`);
  return said.length === 0 ? name : `${name}:${said.join(',')}`;
}

/** The ratings and the flags that say how they are read, as typed. */
function reading(given: Given): string[] {
  const own = new Map(
    Object.keys({ ...ownFlags, ...jsonFlag }).flatMap((key) => (key.match(/--?[\w-]+/g) ?? []).map((flag) => [flag, key.includes('<')])),
  );
  const words = given.words.slice(1);
  const isValue = (w: number): boolean => own.get(words[w - 1] ?? '') === true;
  return words.filter((word, w) => !own.has(word.split('=', 1)[0]) && !isValue(w));
}

interface Tested {
  readonly split: string;
  readonly defaults: Pick<ReportRow, 'metrics' | 'ci'>;
  readonly best: Pick<ReportRow, 'metrics' | 'ci'>;
}

async function judged(
  split: Split,
  metric: string,
  given: Given,
  io: Io,
  estimators: readonly import('@likewise/core').Estimator[],
  relevant: string | undefined,
): Promise<Tested> {
  const { evaluate } = await import('@likewise/core');
  const job = io.progress.job('judging by the test part');
  const { rows } = await evaluate(estimators, split, [metric as MetricName], {
    relevant,
    threads: threadsOf(given),
    signal: io.signal,
  }).finally(() => job.end());
  const [defaults, best] = rows.map(({ metrics, ci }) => ({ metrics, ci }));
  return { split: split.name, defaults, best };
}

function print(
  { model, metric, direction, validation, space, trials, best }: Tuning,
  text: string,
  tested: Tested | undefined,
  command: string,
  io: Io,
): void {
  const sign = direction === 'higher' ? -1 : 1;
  const ended = trials.filter(({ value }) => value !== null).sort((a, b) => sign * (a.value as number) - sign * (b.value as number));
  const failed = trials.length - ended.length;
  io.output.print(
    pairs(io.output, [
      ['model', model],
      ['judged by', `${metric} on validation ${validation}, ${direction} is better`],
      ...Object.entries(space).map(([name, range]) => [kebabCase(name), rangeText(range)] as const),
      ['trainings', `${trials.length}${failed === 0 ? '' : `, of which ${failed} failed`}`],
    ]),
  );
  io.output.print('');
  io.output.print(
    table(io.output, ended.slice(0, SHOWN), [
      place,
      right(metric, ({ value }: Trial) => (value as number).toFixed(4)),
      right('fit', ({ seconds: took }) => (took === undefined ? '–' : seconds(took))),
      wrapped(
        'settings',
        ({ options }) =>
          Object.entries(options)
            .map(([name, value]) => `${kebabCase(name)}=${typeof value === 'number' ? short(value) : value}`)
            .join(' ') || 'defaults',
      ),
    ]),
  );
  io.output.print(`\nbest: ${text} (${metric} ${best.value.toFixed(4)}, chosen by it: too good by the choice)`);
  if (tested !== undefined) {
    const figure = ({ metrics, ci }: Tested['best']): string =>
      `${metrics[metric]?.toFixed(4)}${ci[metric] === undefined ? '' : ` (${ci[metric].map((end) => end.toFixed(4)).join(' to ')})`}`;
    io.output.print(`test part, ${tested.split}: ${figure(tested.best)}; the defaults have ${figure(tested.defaults)}`);
  }
  io.output.print(command);
}
