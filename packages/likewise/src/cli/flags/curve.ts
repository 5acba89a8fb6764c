/** A learning curve as `fit` is asked for it: the file it goes to, the part held out to measure epochs by, and by what. */
import { resolve } from 'node:path';
import type { CatalogEntry, Fold, Interactions, MetricName, RecordedCurve } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { whole } from '../../words/numbers.ts';
import { type Flags, type Given, type Io, repeated } from '../command.ts';

export const curveFlags: Flags = {
  '--curve <file>': 'also write how training went: epoch, seconds, figures of training and of what is held out; CSV, or a picture (.svg)',
  '--validation <part>':
    'hold out a share (0.1) or what a split tests (leave-last, time:0.9), measure each epoch by it and train on the rest; model options of this name go first',
  '--metric <names>': repeated('what --validation measures (default: rmse of ratings, ndcg@10 of likes)'),
};

export interface AskedCurve {
  readonly path: string | undefined;
  /** What trains. */
  readonly train: Interactions;
  readonly recorder: RecordedCurve | undefined;
}

/** Whether the text is a value of the model's own option, which holds a part out in its own way. */
export const isOwnValidation = ({ options }: CatalogEntry, given: Given): boolean =>
  'validation' in options && Number.isFinite(Number(given.text('validation') ?? Number.NaN));

/** @throws CliError where flags do not fit together; what the split refuses */
export async function askedCurve(
  entry: CatalogEntry,
  given: Given,
  data: Interactions,
  { io, seed, threads }: { readonly io: Io; readonly seed: number; readonly threads: number | undefined },
): Promise<AskedCurve> {
  const { parseMetric, recordCurve } = await import('@likewise/core');
  const path = given.text('curve');
  const part = isOwnValidation(entry, given) ? undefined : given.text('validation');
  const metrics = given.list('metric').flatMap((list) => list.split(',').map((name) => parseMetric(name).name as MetricName));
  if (metrics.length > 0 && part === undefined)
    throw new CliError(
      `--metric says what a held-out part is measured by: name the part${'validation' in entry.options ? ' as a split (--validation random:0.9); a share is held out by the model in its own way' : ' (--validation 0.1)'}.`,
    );
  if (part === undefined) return { path, train: data, recorder: path === undefined ? undefined : recordCurve() };
  const fold = await heldOut(part, data, seed);
  const { train, test } = fold;
  io.progress.note(
    `--validation ${part}: ${whole(test.size)} of ${whole(data.size)} interactions are held out; the model trains on the rest.`,
  );
  const isWeighed = data.valueKind === 'weight' && data.userItems.values.includes(0);
  const recorder = recordCurve({
    fold: { ...fold, train, test },
    metrics: metrics.length > 0 ? metrics : undefined,
    relevant: isWeighed ? '>0' : undefined,
    threads,
    signal: io.signal,
  });
  return { path, train, recorder };
}

/** Refuses a curve's file that something else is written to or read from. */
export async function checkCurveFile(path: string | undefined, others: readonly (string | undefined)[]): Promise<void> {
  if (path === undefined) return;
  const { checkWritable } = await import('../../store/whole-files.ts');
  if (others.some((other) => other !== undefined && resolve(other) === resolve(path)))
    throw new CliError(`--curve ${path}: it is the model, the checkpoint or a file that is read; give another name.`);
  await checkWritable(
    path,
    others.filter((other) => other !== undefined),
  );
}

async function heldOut(part: string, data: Interactions, seed: number): Promise<Fold> {
  const { parseSplit } = await import('@likewise/core');
  const share = Number(part);
  if (part.trim() !== '' && Number.isFinite(share) && !(share > 0 && share < 1))
    throw new CliError(`--validation must be a share > 0 and < 1, or a split such as leave-last; got "${part}".`);
  const rule = parseSplit(Number.isFinite(share) && part.trim() !== '' ? `random:${Number((1 - share).toFixed(9))}` : part);
  const { folds } = rule.apply(data, { seed });
  if (folds.length !== 1)
    throw new CliError(`--validation ${part}: it makes ${folds.length} parts; one is held out: a split such as random:0.9.`);
  return folds[0];
}
