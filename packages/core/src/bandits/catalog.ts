/** Every policy. Command line and docs read this list. */
import { unknownName } from '../options.ts';
import { epsilonGreedyEntry } from './epsilon-greedy.ts';
import { exp3Entry } from './exp3.ts';
import { gaussianThompsonEntry } from './gaussian-thompson.ts';
import { klUCBEntry } from './kl-ucb.ts';
import { linUCBEntry } from './lin-ucb.ts';
import { linearThompsonEntry } from './linear-thompson.ts';
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
export function policyEntry(name: string): PolicyEntry {
  const entry = policyCatalog.find((known) => known.name === name);
  if (entry !== undefined) return entry;
  throw unknownName(
    'unknown-policy',
    `unknown policy "${name}"`,
    name,
    policyCatalog.map((known) => known.name),
  );
}
