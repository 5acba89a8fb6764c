/** What stands beside the items of a list, in which order, and how many of how many: `--show`, `--sort`, `--among-best`. */
import type { Id, Recommender, RecommendOptions, ScoredItem } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import type { ItemStanding } from '../../../workflow/item-standing.ts';
import type { Flags, Given, Io } from '../../command.ts';
import { integerFlag } from '../../flags/number-flags.ts';
import { readStanding, trainingFlag } from '../../flags/training.ts';

const shown = ['mean', 'ratings'] as const;
const sorts = ['score', ...shown] as const;
type Sort = (typeof sorts)[number];

export const listFlags: Flags = {
  '--show <columns>': 'beside each item: mean (rating of training), ratings (how many it has), or both: mean,ratings',
  '--sort <column>': 'order of the list: score, mean or ratings, largest first (default score)',
  '--among-best <n>': 'take the n of highest score first, and keep, sort and cut these: 300 (default: what is kept is cut, then sorted)',
  ...trainingFlag,
};

export interface ListedItem extends ScoredItem {
  /** `undefined` where nobody rated it, or where it was not asked for. */
  readonly mean?: number | undefined;
  readonly ratings?: number | undefined;
  /** Whether it is theirs already; where `--keep-seen` lets such items in. */
  readonly seen?: boolean | undefined;
}

export interface ListColumns {
  readonly mean: boolean;
  readonly ratings: boolean;
  /** What the model is asked for. */
  readonly asked: Pick<RecommendOptions, 'n' | 'filter'>;
  /** From what the model answers to what is shown. */
  readonly arranged: (items: readonly ScoredItem[]) => readonly ListedItem[];
}

/** @throws CliError for a column there is none of, a mean of which nothing is known, or a cut below the length of the list */
export async function listColumns(model: Recommender, n: number, given: Given, io: Io): Promise<ListColumns> {
  const wanted = (given.text('show') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== ''); // biome-ignore format: one line
  const unknown = wanted.find((name) => !shown.some((column) => column === name));
  if (unknown !== undefined) throw new CliError(`--show must be mean, ratings, or both joined by a comma; got "${unknown}".`);
  const sort: Sort = given.choice('sort', sorts) ?? 'score';
  const [least, best] = [integerFlag(given, 'min-ratings', 1), integerFlag(given, 'among-best', 1)];
  if (best !== undefined && best < n)
    throw new CliError(`--among-best ${best} is below the length of the list, ${n} (-n); give at least that.`);
  const needsMean = wanted.includes('mean') || sort === 'mean';
  if (given.text('training') !== undefined && !needsMean && wanted.length === 0 && sort === 'score' && least === undefined)
    throw new CliError('--training is for --show, --sort or --min-ratings; leave it out.');
  const needed = needsMean || wanted.length > 0 || sort !== 'score' || least !== undefined;
  const standing = needed ? await readStanding(model, given, io) : undefined;
  if (needsMean && standing?.means === undefined)
    throw new CliError(
      `${model.name} keeps no ratings of its training: name the file that it was trained on, --training ratings.csv, to show means.`,
    );
  const at = (item: Id): number => model.items.indexOf(item) as number;
  const isFrequent = least === undefined ? undefined : (item: Id): boolean => ((standing as ItemStanding).counts[at(item)] ?? 0) >= least;
  const size = Math.max(1, model.items.size);
  return {
    mean: wanted.includes('mean') || sort === 'mean',
    ratings: wanted.includes('ratings') || sort === 'ratings',
    asked: best === undefined ? { n: Math.min(n, size), filter: isFrequent } : { n: Math.min(best, size) },
    arranged: (items) => arranged(items, { isFrequent: best === undefined ? undefined : isFrequent, sort, n, standing, at }),
  };
}

interface Arrangement {
  readonly isFrequent: ((item: Id) => boolean) | undefined;
  readonly sort: Sort;
  readonly n: number;
  readonly standing: ItemStanding | undefined;
  readonly at: (item: Id) => number;
}

/** Equal values stay in the order of their scores; what has no mean comes last. */
function arranged(items: readonly ScoredItem[], { isFrequent, sort, n, standing, at }: Arrangement): readonly ListedItem[] {
  const rows = items
    .filter(({ item }) => isFrequent?.(item) ?? true)
    .map(({ item, score }): ListedItem => {
      const mean = standing?.means?.[at(item)];
      return { item, score, mean: mean === undefined || Number.isNaN(mean) ? undefined : mean, ratings: standing?.counts[at(item)] };
    });
  const ranked = (row: ListedItem): number => row[sort] ?? Number.NEGATIVE_INFINITY;
  return (sort === 'score' ? rows : rows.toSorted((a, b) => ranked(b) - ranked(a))).slice(0, n);
}

/** Of the items of a list that have one. */
export function meanOfList(rows: readonly ListedItem[]): { readonly mean: number; readonly of: number } | undefined {
  const means = rows.flatMap(({ mean }) => (mean === undefined ? [] : [mean]));
  return means.length === 0 ? undefined : { mean: means.reduce((sum, mean) => sum + mean, 0) / means.length, of: means.length };
}
