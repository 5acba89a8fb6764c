/** Splitting rules as text, as command lines and requests give them: each rule's file holds its record. */
import type { Interactions } from '../data/interactions.ts';
import { parseCondition, positives } from '../data/likes.ts';
import { requireShare, type SeedOption, type Split } from './split.ts';

export interface ApplySplitOptions extends SeedOption {
  /** Keeps only what meets the condition, such as ">=4", as implicit positives; the rest neither trains nor is left out of lists. */
  readonly positive?: string | undefined;
}

/** A rule with its numbers, waiting for data. */
export interface SplitRule {
  /** Normal form, such as "random:0.8". */
  readonly name: string;
  /** @throws LikewiseError what the rule refuses: `empty-part`, `missing-timestamps`, `unknown-column`, `no-positives` … */
  readonly apply: (interactions: Interactions, options?: ApplySplitOptions) => Split;
}

/** One rule as data; `Written` are the texts that ask for it. */
export interface SplitEntry<Written extends string = string> {
  readonly name: string;
  /** How it is written. */
  readonly usage: Written;
  readonly meaning: string;
  readonly parse: (argument: string | undefined) => SplitRule;
}

/** A rule whose rows may depend on other rows: it sees the positives only. */
export const ruleOfPositives = (name: string, split: (data: Interactions, seed: number) => Split): SplitRule => ({
  name,
  apply(interactions, { seed = 0, positive } = {}) {
    if (positive === undefined) return split(interactions, seed);
    const condition = parseCondition(positive);
    return { ...split(positives(interactions, condition), seed), positive: condition.text };
  },
});

/** A rule written with the share that trains, or without: 0.8. */
export type ShareEntry<Name extends string> = SplitEntry<Name | `${Name}:${number}`>;

export function shareEntry<Name extends string>(
  name: Name,
  meaning: string,
  split: (data: Interactions, options: { readonly share: number; readonly seed: number }) => Split,
): ShareEntry<Name> {
  return {
    name,
    usage: `${name}:0.8` as `${Name}:${number}`,
    meaning,
    parse(argument = '0.8') {
      const share = argument.trim() === '' ? Number.NaN : Number(argument);
      requireShare(`${name}:${argument}`, share);
      return ruleOfPositives(`${name}:${share}`, (data, seed) => split(data, { share, seed }));
    },
  };
}
