/** Splitting rules as text, as command lines and requests give them. */
import type { Interactions } from '../data/interactions.ts';
import { parseCondition, positiveMask, positives } from '../data/likes.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';
import { unknownName } from '../options.ts';
import { coldItems } from './cold-items.ts';
import { coldUsers } from './cold-users.ts';
import { columnMask, columnSplit } from './column-split.ts';
import { kFold } from './k-fold.ts';
import { leaveLast, leaveRandom } from './leave-one-out.ts';
import { randomSplit } from './random-split.ts';
import { requireShare, type SeedOption, type Split } from './split.ts';
import { usersWithRows } from './test-users.ts';
import { timeSplit } from './time-split.ts';
import { usersSplit } from './users-split.ts';

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

export interface SplitEntry {
  readonly name: string;
  /** How it is written. */
  readonly usage: string;
  readonly meaning: string;
  readonly parse: (argument: string | undefined) => SplitRule;
}

const share = (kind: string, argument: string | undefined): number => {
  const value = argument === undefined ? 0.8 : argument.trim() === '' ? Number.NaN : Number(argument);
  requireShare(`${kind}:${argument ?? value}`, value);
  return value;
};

/** A rule whose row may depend on other rows: it sees the positives only. */
const ofPositives = (name: string, split: (data: Interactions, seed: number) => Split): SplitRule => ({
  name,
  apply: (interactions, { seed = 0, positive } = {}) => {
    if (positive === undefined) return split(interactions, seed);
    const condition = parseCondition(positive);
    return { ...split(positives(interactions, condition), seed), positive: condition.text };
  },
});

const without = (kind: string, argument: string | undefined, rule: SplitRule): SplitRule => {
  if (argument === undefined) return rule;
  throw new LikewiseError('invalid-split', `split ${kind} takes no argument; got "${argument}".`, { split: kind, argument });
};

/** Every rule of the library, as data. */
export const splitCatalog: readonly SplitEntry[] = Object.freeze([
  {
    name: 'random',
    usage: 'random:0.8',
    meaning: 'interactions at random, this part of them trains',
    parse: (argument) => {
      const part = share('random', argument);
      return ofPositives(`random:${part}`, (data, seed) => randomSplit(data, { share: part, seed }));
    },
  },
  {
    name: 'kfold',
    usage: 'kfold:5',
    meaning: 'interactions dealt into k parts, each is the test once; figures are means over the parts',
    parse: (argument) => {
      const folds = Number(argument ?? 5);
      if (!Number.isSafeInteger(folds) || folds < 2)
        throw new LikewiseError(
          'invalid-split',
          `split kfold: the number of folds must be an integer ≥ 2, as in kfold:5; got "${argument}".`,
          {
            split: 'kfold',
            argument,
          },
        );
      return ofPositives(`kfold:${folds}`, (data, seed) => kFold(data, { folds, seed }));
    },
  },
  {
    name: 'leave-last',
    usage: 'leave-last',
    meaning: 'the last interaction of each person by time is the test',
    parse: (argument) => without('leave-last', argument, ofPositives('leave-last', leaveLast)),
  },
  {
    name: 'leave-random',
    usage: 'leave-random',
    meaning: 'a random interaction of each person is the test',
    parse: (argument) =>
      without(
        'leave-random',
        argument,
        ofPositives('leave-random', (data, seed) => leaveRandom(data, { seed })),
      ),
  },
  {
    name: 'time',
    usage: 'time:0.8',
    meaning: 'one moment for everyone: this part of the interactions came before it and trains, the rest tests',
    parse: (argument) => {
      const part = share('time', argument);
      return ofPositives(`time:${part}`, (data) => timeSplit(data, { share: part }));
    },
  },
  {
    name: 'users',
    usage: 'users:0.8',
    meaning: 'this part of the people trains; of each other person 80 % of the items are folded in and the rest tests',
    parse: (argument) => {
      const part = share('users', argument);
      return ofPositives(`users:${part}`, (data, seed) => usersSplit(data, { share: part, seed }));
    },
  },
  {
    name: 'cold-users',
    usage: 'cold-users:0.8',
    meaning: 'this part of the people trains; of the others everything is the test and nothing is told',
    parse: (argument) => {
      const part = share('cold-users', argument);
      return ofPositives(`cold-users:${part}`, (data, seed) => coldUsers(data, { share: part, seed }));
    },
  },
  {
    name: 'cold-items',
    usage: 'cold-items:0.8',
    meaning: 'this part of the items trains; of the others everything is the test, and only they may be recommended',
    parse: (argument) => {
      const part = share('cold-items', argument);
      return ofPositives(`cold-items:${part}`, (data, seed) => coldItems(data, { share: part, seed }));
    },
  },
  {
    name: 'column',
    usage: 'column:fold=1',
    meaning: 'rows where this column holds this value test, the others train',
    parse: (argument) => {
      const at = argument?.indexOf('=') ?? -1;
      if (argument === undefined || at < 1)
        throw new LikewiseError(
          'invalid-split',
          `split column: write a column and a value, as in column:fold=1; got "${argument ?? ''}".`,
          {
            split: 'column',
            argument,
          },
        );
      const chosen = { column: argument.slice(0, at), value: argument.slice(at + 1) };
      return {
        name: `column:${argument}`,
        apply: (interactions, { positive } = {}) =>
          positive === undefined ? columnSplit(interactions, chosen) : columnSplitOfPositives(interactions, chosen, positive),
      };
    },
  },
] satisfies SplitEntry[]);

/**
 * @example parseSplit('column:fold=1').apply(ratings, { positive: '>=4' })
 * @throws LikewiseError `unknown-split` with the nearest name, `invalid-split`, `invalid-option`
 */
export function parseSplit(text: string): SplitRule {
  const at = text.indexOf(':');
  const name = at < 0 ? text : text.slice(0, at);
  const entry = splitCatalog.find((candidate) => candidate.name === name);
  if (entry === undefined) throw unknownSplit(text, name);
  return entry.parse(at < 0 ? undefined : text.slice(at + 1));
}

function unknownSplit(text: string, name: string): LikewiseError {
  const known = splitCatalog.map((entry) => entry.name);
  return unknownName('unknown-split', `unknown split "${text}"`, name, known);
}

/** The column speaks of every row, so people whose test rows all fail the condition are known and counted as left out. */
function columnSplitOfPositives(
  interactions: Interactions,
  chosen: { readonly column: string; readonly value: string },
  positive: string,
): Split {
  const name = `column:${chosen.column}=${chosen.value}`;
  const inTest = columnMask(interactions, chosen);
  const condition = parseCondition(positive);
  const kept = positiveMask(interactions, condition);
  const part = (side: 0 | 1): Interactions => {
    const selected = selectInteractions(
      interactions,
      kept.map((mark, e) => (inTest[e] === side ? mark : 0)),
      { valueKind: 'none' },
    );
    if (selected.size > 0) return selected;
    const which = side === 1 ? 'test' : 'training';
    throw new LikewiseError('empty-part', `split ${name}: no interaction of the ${which} part meets ${positive}.`, {
      split: name,
      part: which,
    });
  };
  const fold = {
    get train() {
      return part(0);
    },
    get test() {
      return part(1);
    },
    testUsers: usersWithRows(interactions, inTest),
  };
  return { name, positive: condition.text, folds: [fold] };
}
