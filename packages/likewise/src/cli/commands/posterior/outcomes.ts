/** What was seen of each item: votes up and down, or how often each level of stars. */
import type { Random } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { counted, short } from '../../../words/numbers.ts';
import type { Given, Io } from '../../command.ts';
import { fileOptions, readingJob } from '../../flags/files.ts';
import { numberFlag, shareBetween } from '../../flags/number-flags.ts';
import { rankingRows } from '../rank/ranking-inputs.ts';

/** More different values than this are no levels. */
const mostLevels = 20;

export interface Believed {
  readonly item: string;
  readonly title?: string | undefined;
  /** Outcomes: votes, or ratings. */
  readonly n: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Of stars: the share of each level with its interval. */
  readonly levels?: readonly { readonly value: number; readonly share: number; readonly low: number; readonly high: number }[] | undefined;
  readonly draw: (random: Random) => number;
  /** a and b of a beta; of votes. */
  readonly beta?: readonly [a: number, b: number] | undefined;
}

const above0 = (given: Given, flag: string): number | undefined => numberFlag(given, flag, 'a number > 0', (value) => value > 0);

/** Beta posteriors of a file of votes. @throws CliError, LikewiseError naming line and column */
export async function believedOfVotes(path: string, given: Given, io: Io): Promise<readonly Believed[]> {
  const { betaPosterior, rankingEntry, sampledShare } = await import('@likewise/core');
  const { readTable } = await import('../../../data/read/table.ts');
  if (given.text('prior') !== undefined) throw new CliError('--prior is that of --stars; of votes give --prior-ups and --prior-downs.');
  const [priorUps, priorDowns] = [above0(given, 'prior-ups') ?? 1, above0(given, 'prior-downs') ?? 1];
  const options = { priorUps, priorDowns, confidence: confidenceOf(given) };
  const read = await readTable(path, fileOptions(given, io));
  io.progress.note(...(read.notes ?? []));
  const { ids, titles, columns, notes } = rankingRows(read, rankingEntry('wilson'), {
    columns: given.text('columns'),
    sites: new Map(),
    owner: 'posterior',
  });
  io.progress.note(...notes);
  return ids.map((item, row): Believed => {
    const [ups, downs] = [columns.ups[row], columns.downs[row]];
    const { mean, interval } = betaPosterior(ups, downs, options);
    return {
      item,
      title: titles?.[row],
      n: ups + downs,
      mean,
      low: interval[0],
      high: interval[1],
      draw: (random) => sampledShare(random, ups, downs, options),
      beta: [priorUps + ups, priorDowns + downs],
    };
  });
}

/** Dirichlet posteriors of a file of ratings. @throws CliError where values are no levels */
export async function believedOfStars(path: string, given: Given, io: Io): Promise<readonly Believed[]> {
  const { dirichletPosterior, normalQuantileOfTail, sampledMean } = await import('@likewise/core');
  const { readInteractions } = await import('../../../data/read/interactions.ts');
  if ((given.text('prior-ups') ?? given.text('prior-downs')) !== undefined)
    throw new CliError('--prior-ups and --prior-downs are those of votes; of --stars give --prior.');
  const confidence = confidenceOf(given);
  const options = { prior: above0(given, 'prior') ?? 1, confidence };
  const job = readingJob(path, io);
  const { interactions, report } = await readInteractions(path, { ...fileOptions(given, io), columns: given.text('columns') }).finally(() =>
    job.end(),
  );
  io.progress.note(...report.messages);
  if (!interactions.hasRatings)
    throw new CliError(`posterior --stars: ${report.file} has no ratings; say which column they are with --columns.`);
  const values = [...new Set(interactions.userItems.values)].sort((a, b) => a - b);
  if (values.length < 2 || values.length > mostLevels)
    throw new CliError(
      `posterior --stars: ratings must be from 2 to ${mostLevels} levels; ${report.file} has ${counted(values.length, 'different value')}.`,
    );
  io.progress.note(`levels: ${values.map(short).join(', ')}`);
  const levelOf = new Map(values.map((value, level) => [value, level]));
  const { pointers, values: given2 } = interactions.itemUsers;
  const z = normalQuantileOfTail((1 - confidence) / 2);
  return interactions.items.ids.map((id, item): Believed => {
    const counts = new Float64Array(values.length);
    for (let e = pointers[item]; e < pointers[item + 1]; e++) counts[levelOf.get(given2[e]) as number]++;
    const { shares, mean, deviation } = dirichletPosterior(counts, values, options);
    return {
      item: String(id),
      n: pointers[item + 1] - pointers[item],
      mean,
      // The mean of many shares is near to normal; it never leaves the levels.
      low: Math.max(values[0], mean - z * deviation),
      high: Math.min(values[values.length - 1], mean + z * deviation),
      levels: shares.map(({ mean: share, interval: [low, high] }, level) => ({ value: values[level], share, low, high })),
      draw: (random) => sampledMean(random, counts, values, options),
    };
  });
}

const confidenceOf = (given: Given): number => shareBetween(given, 'confidence') ?? 0.95;
