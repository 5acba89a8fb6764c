/** `--k-core 5` and `--min-counts users=5,items=10`: who is met often enough to be judged. */
import type { Interactions, LeastCounts } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { counted, whole } from '../../words/numbers.ts';
import type { Flags, Given } from '../command.ts';
import { integerFlag } from './number-flags.ts';

export const leastCountsFlags: Flags = {
  '--min-counts <counts>': 'only users and items with so many interactions: users=5,items=10; counted once',
  '--k-core <k>': 'only users and items with k interactions each, counted again until all have them',
};

/** @throws CliError for both flags, and for counts that are none */
export function leastCounts(given: Given): LeastCounts | undefined {
  const [core, text] = [integerFlag(given, 'k-core', 1), given.text('min-counts')];
  if (core === undefined && text === undefined) return undefined;
  if (core !== undefined && text !== undefined) throw new CliError('give --k-core or --min-counts, not both.');
  if (core !== undefined) return { users: core, items: core, repeat: true };
  const counts: { users?: number; items?: number } = {};
  for (const part of (text as string).split(',')) {
    const found = /^\s*(users|items)\s*=\s*(\d+)\s*$/.exec(part);
    if (found === null) throw new CliError(`--min-counts: write users=5, items=10, or both joined by a comma; got "${part}".`);
    counts[found[1] as 'users' | 'items'] = Number(found[2]);
  }
  return counts;
}

export interface Filtered {
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly counts: { readonly rule: string; readonly users: number; readonly items: number; readonly interactions: number };
}

/** What was left. */
export function filteredOf(least: LeastCounts, before: Interactions, after: Interactions): Filtered {
  const rule = ruleText(least);
  const kept = (of: (data: Interactions) => number, name: string): string => `${counted(of(after), name)} of ${whole(of(before))}`;
  const size = [kept((data) => data.users.size, 'user'), kept((data) => data.items.size, 'item'), kept((data) => data.size, 'interaction')];
  return {
    text: `${rule} keeps ${size.join(', ')}`,
    counts: { rule, users: after.users.size, items: after.items.size, interactions: after.size },
  };
}

/** "the 5-core", "at least 5 interactions a user". */
export function ruleText({ users, items, repeat }: LeastCounts): string {
  const once = [users && `${counted(users, 'interaction')} a user`, items && `${counted(items, 'interaction')} an item`].filter(Boolean);
  return repeat ? `the ${users}-core` : `at least ${once.join(', ')}`;
}
