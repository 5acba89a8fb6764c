/**
 * One moment for everyone: what came before trains, what came after tests, so nothing is learned from the future.
 * max(train.timestamps) < min(test.timestamps): interactions of one moment go to one side together.
 *
 * With one target a person (last, first or random) all that they met before it is told when it is asked for, and trains no further. Successive
 * targets are all of a person's later interactions, each asked for in its turn.
 *
 * Source of the targets: Gusak, Volodkevich, Klenitskiy, Vasilev, Frolov: Time to Split, RecSys 2025, arXiv:2507.16289.
 */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { timeOrder } from '../sequences/time-order.ts';
import { nextItemFold } from './next-item.ts';
import {
  type Fold,
  foldByParts,
  LEFT_OUT,
  requireShare,
  requireTimestamps,
  type SeedOption,
  type ShareOption,
  type Split,
  TEST,
  TRAIN,
  trainSize,
  usersWithRows,
} from './split.ts';
import { ruleOfPositives, type SplitEntry } from './split-entry.ts';
import { dayOf, secondsOfDay } from './windows.ts';

const targets = ['all', 'last', 'first', 'random', 'successive'] as const;
export type TimeTarget = (typeof targets)[number];

/** The share that trains is met as nearly as equal times allow. */
export interface TimeSplitOptions extends ShareOption, SeedOption {
  /** First day of the test part instead of a share, such as "2019-05-01" (UTC). */
  readonly day?: string | undefined;
  /**
   * Which of a person's later interactions test: all at once; one, before which all earlier ones are told; or each in turn, likewise. Who has no
   * interaction before the moment is asked from their second on. @default 'all'
   */
  readonly target?: TimeTarget | undefined;
}

/** @throws LikewiseError `invalid-option`, `missing-timestamps`, `empty-part` (all of one moment, or nothing on one side of the day) */
export function timeSplit(interactions: Interactions, { share = 0.8, day, target = 'all', seed = 0 }: TimeSplitOptions = {}): Split {
  const name = `time:${day ?? share}${target === 'all' ? '' : `:${target}`}`;
  if (day === undefined) requireShare(name, share);
  if (!targets.includes(target))
    throw new LikewiseError('invalid-option', `split ${name}: target must be one of ${targets.join(', ')}; got "${target}".`, {
      option: 'target',
    });
  const timestamps = requireTimestamps(name, interactions);
  const moment = day === undefined ? momentOf(timestamps, share) : secondsOfDay(name, day);
  if (interactions.size > 1 && moment === Number.POSITIVE_INFINITY)
    throw new LikewiseError(
      'empty-part',
      `split ${name}: all ${interactions.size} interactions are of one moment: time cannot part them; choose random or per-user.`,
      {
        split: name,
        part: 'test',
      },
    );
  const parts = Uint8Array.from(timestamps, (time) => (time >= moment ? TEST : TRAIN));
  const window = { from: moment, to: timestamps.reduce((latest, time) => Math.max(latest, time), moment) + 1 };
  if (target === 'all') return { name, folds: [foldByParts(name, interactions, parts, { window })] };
  if (target === 'successive') return { name, folds: [eachInTurn(name, interactions, parts, window)] };
  return { name, folds: [oneTarget(name, interactions, parts, { target, seed, window })] };
}

/** Of the later interactions of each person one is the test, and all before it are told. */
function oneTarget(
  name: string,
  interactions: Interactions,
  parts: Uint8Array,
  { target, seed, window }: { readonly target: TimeTarget; readonly seed: number; readonly window: Fold['window'] },
): Fold {
  const { rows, pointers } = interactions.userItems;
  const order = timeOrder(`split ${name}`, interactions, 'choose random or leave-random');
  const random = seededRandom(seed, 'split');
  const told = new Uint8Array(interactions.size);
  const testUsers = new Uint8Array(rows);
  for (let user = 0; user < rows; user++) {
    const history = order.subarray(pointers[user], pointers[user + 1]);
    const first = history.findIndex((entry) => parts[entry] === TEST);
    if (first < 0) continue;
    testUsers[user] = 1;
    const chosen = target === 'first' ? first : target === 'last' ? history.length - 1 : first + random.integer(history.length - first);
    for (const [place, entry] of history.entries()) {
      if (place >= first) parts[entry] = place === chosen ? TEST : LEFT_OUT;
      if (place < chosen) told[entry] = 1;
    }
  }
  return nextItemFold(name, interactions, parts, told, { testUsers, window });
}

/** All before the moment is told at first; of who has nothing there, their first interaction. */
function eachInTurn(name: string, interactions: Interactions, parts: Uint8Array, window: Fold['window']): Fold {
  const { pointers } = interactions.userItems;
  const order = timeOrder(`split ${name}`, interactions, 'choose random or leave-random');
  const told = parts.map((part) => (part === TRAIN ? 1 : 0));
  const testUsers = usersWithRows(interactions, parts);
  for (const [user, tests] of testUsers.entries()) {
    const [first] = order.subarray(pointers[user], pointers[user + 1]);
    if (tests === 0 || parts[first] !== TEST) continue;
    parts[first] = LEFT_OUT;
    told[first] = 1;
  }
  return nextItemFold(name, interactions, parts, told, { testUsers, window, successive: true });
}

/** The first moment of the test part. */
function momentOf(timestamps: Float64Array, share: number): number {
  const sorted = timestamps.slice().sort();
  const from = nearestChange(sorted, trainSize(share, sorted.length));
  return from < sorted.length ? sorted[from] : Number.POSITIVE_INFINITY;
}

/** The position nearest to `cut` where the sorted times change, the earlier of two; `length` when they never do. */
function nearestChange(sorted: Float64Array, cut: number): number {
  for (let away = 0; away < sorted.length; away++) {
    for (const at of [cut - away, cut + away]) if (at > 0 && at < sorted.length && sorted[at - 1] < sorted[at]) return at;
  }
  return sorted.length;
}

type When = 'time' | `time:${number}` | `time:${number}-${number}-${number}`;

export const timeEntry: SplitEntry<When | `${When}:${TimeTarget}`> = {
  name: 'time',
  usage: 'time:0.8',
  meaning:
    'one moment for everyone, by the share that came before it and trains or by its day (time:2019-05-01); the rest tests, or one interaction of each person after all that they met before it (time:0.8:last, :first, :random), or each in turn (:successive)',
  parse(argument = '0.8') {
    const [when, target = 'all', ...more] = argument.split(':');
    const isDay = dayOf(when) !== undefined;
    const share = when.trim() === '' ? Number.NaN : Number(when);
    if (more.length > 0 || !targets.some((known) => known === target)) {
      const must = `after the share or day write ${targets.join(', ')}, as in time:0.8:last`;
      throw new LikewiseError('invalid-split', `split time: ${must}; got "${argument}".`, { split: 'time', argument });
    }
    if (!isDay) requireShare(`time:${argument}`, share);
    const options = { ...(isDay ? { day: when } : { share }), target: target as TimeTarget };
    const name = `time:${isDay ? when : share}${target === 'all' ? '' : `:${target}`}`;
    return ruleOfPositives(name, (data, seed) => timeSplit(data, { ...options, seed }));
  },
};
