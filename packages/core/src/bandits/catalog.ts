/** Every policy. Command line and docs read this list. */
import { entryNamed } from '../options.ts';
import { epsilonGreedyEntry } from './epsilon-greedy.ts';
import { exp3Entry } from './exp3.ts';
import { gaussianThompsonEntry } from './gaussian-thompson.ts';
import { klUCBEntry } from './kl-ucb.ts';
import { linearThompsonEntry, linUCBEntry } from './linear.ts';
import type { PolicyEntry } from './policy.ts';
import { thompsonEntry } from './thompson.ts';
import { ucb1Entry } from './ucb1.ts';

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
