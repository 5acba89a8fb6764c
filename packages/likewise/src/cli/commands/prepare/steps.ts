/** Which rows stay, one step after the other, and what each step left. */
import type { Interactions } from '@likewise/core';
import { whole } from '../../../words/numbers.ts';
import type { Given } from '../../command.ts';
import { leastCounts, ruleText } from '../../flags/least-counts.ts';
import { integerFlag, numberFlag } from '../../flags/number-flags.ts';

export interface Counts {
  /** Those with a row. */
  readonly users: number;
  readonly items: number;
  readonly rows: number;
}

export interface Step extends Counts {
  /** What was done. */
  readonly step: string;
}

/** Changes the data, or leaves them; `step` in the words of the report. */
interface Filter {
  readonly step: string;
  readonly apply: (data: Interactions) => Interactions;
}

/**
 * The filters in their order: the most active and most rated (counted together), least counts on what that left, a share of everyone's
 * rows. @throws CliError for flags that are none
 */
export async function filtersOf(given: Given, seed: number): Promise<readonly Filter[]> {
  const { atLeast, mostActive, perUserSplit } = await import('@likewise/core');
  const [users, items] = [integerFlag(given, 'most-active', 1), integerFlag(given, 'most-rated', 1)];
  const least = leastCounts(given);
  const share = numberFlag(given, 'share', 'a share > 0 and < 1', (value) => value > 0 && value < 1);
  const filters: Filter[] = [];
  if (users !== undefined || items !== undefined) {
    const most = [users && `the ${whole(users)} most active users`, items && `the ${whole(items)} most rated items`].filter(Boolean);
    filters.push({ step: most.join(' × '), apply: (data) => mostActive(data, { users, items }) });
  }
  if (least !== undefined) filters.push({ step: ruleText(least), apply: (data) => atLeast(data, least) });
  if (share !== undefined)
    filters.push({ step: `${share} of each user's rows`, apply: (data) => perUserSplit(data, { share, seed }).folds[0].train });
  return filters;
}

/** What each filter left, the last of which is what is written. */
export function filtered(
  whole: Interactions,
  first: string,
  filters: readonly Filter[],
): { readonly kept: Interactions; readonly steps: readonly Step[] } {
  const steps: Step[] = [{ step: first, ...countsOf(whole) }];
  let kept = whole;
  for (const { step, apply } of filters) {
    kept = apply(kept);
    steps.push({ step, ...countsOf(kept) });
  }
  return { kept, steps };
}

export function countsOf({ userItems: { pointers, indexes, rows, columns } }: Interactions): Counts {
  const met = new Uint8Array(columns);
  for (const item of indexes) met[item] = 1;
  let users = 0;
  for (let user = 0; user < rows; user++) if (pointers[user + 1] > pointers[user]) users++;
  return { users, items: met.reduce((sum, mark) => sum + mark, 0), rows: indexes.length };
}
