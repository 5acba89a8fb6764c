/** Every policy. Command line and docs read this list. */
import { entryNamed } from '../options.ts';
import { epsilonGreedyEntry } from './epsilon-greedy.ts';
import { exp3Entry } from './exp3.ts';
import { linearThompsonEntry, linUCBEntry } from './linear.ts';
import type { PolicyEntry } from './policy.ts';
import { gaussianThompsonEntry, thompsonEntry } from './thompson.ts';
import { klUCBEntry, ucb1Entry } from './upper-bounds.ts';

export const policyCatalog: readonly PolicyEntry[] = [
  thompsonEntry,
  gaussianThompsonEntry,
  ucb1Entry,
  klUCBEntry,
  epsilonGreedyEntry,
  exp3Entry,
  linUCBEntry,
  linearThompsonEntry,
];

/** @throws LikewiseError `unknown-policy` with the nearest name */
export const policyEntry = (name: string): PolicyEntry => entryNamed('policy', policyCatalog, name);
