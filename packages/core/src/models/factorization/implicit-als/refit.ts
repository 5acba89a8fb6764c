/**
 * Refit of the changed rows only: users whose positives differ from those that the older model was trained on, then the items
 * whose column differs, then the same users again, each solved exactly with everything else held as it is. The last pass is the
 * user half-step against the final items, so that it equals the fold-in bit for bit.
 */
import { positionsIn } from '../../../data/id-map.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { leadingColumns } from '../../../matrix/dense.ts';
import { keptEntries, type SparseRows, sparseFromRows, transpose } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { penaltiesOf, weightsOf } from '../../vectors/confidence.ts';
import { fillGram, gramChunks, gramOf } from '../../vectors/half-step.ts';
import type { Axis } from '../../vectors/rating-rows.ts';
import type { DescribedData } from './described-data.ts';
import type { ImplicitALSState } from './model.ts';
import type { ImplicitALSOptions } from './options.ts';
import { carryOver, type LearnedALS, rowNamed } from './training.ts';

const DEFINING = ['factors', 'regularization', 'alpha', 'unobservedWeight', 'regularizationExponent', 'weighting'] as const;
const WEIGHTS_OF_FEATURES = ['itemFeatureWeight', 'userFeatureWeight'] as const;

/** @throws LikewiseError `cannot-refit` where features draw vectors; `wrong-model` where a setting that defines the objective is not that of the older model. */
function requireSameObjective(settings: ImplicitALSOptions, older: ImplicitALSState): void {
  if (WEIGHTS_OF_FEATURES.some((name) => settings[name] > 0 || Number(older.settings[name] ?? 0) > 0)) {
    throw new LikewiseError(
      'cannot-refit',
      "implicitALS.fit: refit: 'changed' does not go with itemFeatureWeight or userFeatureWeight, whose map is of all rows; train all rows.",
      { options: WEIGHTS_OF_FEATURES },
    );
  }
  const other = DEFINING.filter((name) => settings[name] !== older.settings[name]);
  if (other.length === 0) return;
  const olderHas = other.map((name) => `${name} ${older.settings[name]}, not ${settings[name]}`).join('; ');
  throw new LikewiseError(
    'wrong-model',
    `implicitALS.fit: refit "changed" needs the settings of the older model, which has ${olderHas}. Give its settings, or train all rows.`,
    { options: other },
  );
}

/** Rows that differ, as indexes into the new data, ascending. */
type Changes = Readonly<Record<Axis, Uint32Array>>;

/** Compares values above 0 by the ids of user and item; who or what is new has changed. */
function changesOf(older: ImplicitALSState, { users, items, positives }: DescribedData): Changes {
  const olderOf = positionsIn(older.items, items.ids);
  const newerOf = new Int32Array(older.items.size).fill(-1);
  const itemChanged = new Uint8Array(items.size);
  olderOf.forEach((olderItem, item) => {
    if (olderItem < 0) itemChanged[item] = 1;
    else newerOf[olderItem] = item;
  });
  const held = new Float32Array(older.items.size);
  const { pointers, indexes, values } = older.seen;
  const learned = older.items.size - (older.addedItems ?? 0);
  /** What is left of an older row in `held` is gone from the new one. */
  const takeAway = (olderUser: number): boolean => {
    let any = false;
    for (let e = pointers[olderUser]; e < pointers[olderUser + 1]; e++) {
      if (!(held[indexes[e]] > 0)) continue;
      held[indexes[e]] = 0;
      any = true;
      const item = newerOf[indexes[e]];
      if (item >= 0) itemChanged[item] = 1;
    }
    return any;
  };
  const hold = (olderUser: number): void => {
    for (let e = pointers[olderUser]; e < pointers[olderUser + 1]; e++) if (indexes[e] < learned) held[indexes[e]] = values[e];
  };
  const changed: number[] = [];
  for (let user = 0; user < users.size; user++) {
    const olderUser = older.users.indexOf(users.ids[user]);
    let differs = olderUser === undefined;
    if (olderUser !== undefined) hold(olderUser);
    for (let e = positives.pointers[user]; e < positives.pointers[user + 1]; e++) {
      const item = positives.indexes[e];
      const olderItem = olderOf[item];
      if (olderItem < 0 || held[olderItem] !== positives.values[e]) {
        differs = true;
        itemChanged[item] = 1;
      }
      if (olderItem >= 0) held[olderItem] = 0;
    }
    if (olderUser !== undefined && takeAway(olderUser)) differs = true;
    if (differs) changed.push(user);
  }
  older.users.ids.forEach((id, olderUser) => {
    if (users.indexOf(id) !== undefined) return;
    hold(olderUser);
    takeAway(olderUser);
  });
  return { user: Uint32Array.from(changed), item: Uint32Array.from(itemChanged.keys()).filter((item) => itemChanged[item] === 1) };
}

/** @throws LikewiseError `cannot-refit`, `wrong-model`; `not-positive-definite`, naming the user or item. */
export async function refitChanged(
  data: DescribedData,
  settings: ImplicitALSOptions,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
  older: ImplicitALSState,
): Promise<LearnedALS> {
  requireSameObjective(settings, older);
  signal?.throwIfAborted();
  const { factors, unobservedWeight } = settings;
  const padded = paddedFactors(factors);
  const changed = changesOf(older, data);
  const byUser = rowsToSolve(someRows(data.positives, changed.user), data.items.size, settings);
  const byItem = rowsToSolve(someColumns(data.positives, changed.item), data.users.size, settings);
  const session = await kernels.open(
    {
      userPointers: byUser.pointers,
      userIndexes: byUser.indexes,
      userWeights: byUser.weights,
      userPenalties: byUser.penalties,
      itemPointers: byItem.pointers,
      itemIndexes: byItem.indexes,
      itemWeights: byItem.weights,
      itemPenalties: byItem.penalties,
      userFactors: float32(data.users.size * padded),
      itemFactors: float32(data.items.size * padded),
      solved: float32(Math.max(changed.user.length, changed.item.length) * padded),
      gram: float32(padded * padded),
      noPrior: float32(0),
      partials: float32(gramChunks(padded) * padded * padded),
    },
    { scratchBytes: alsScratchBytes(padded, Math.max(longest(byUser), longest(byItem))) },
  );
  const a = session.arrays;
  /** Fills the gram of an axis's vectors. */
  const fillGramOf = (axis: Axis): Promise<void> =>
    fillGram(session, { y: a[`${axis}Factors`], otherRows: data[`${axis}s`].size }, settings, signal);
  /** Solves the changed rows of an axis, all else held. */
  const solve = async (axis: Axis): Promise<void> => {
    const other = axis === 'user' ? 'item' : 'user';
    await fillGramOf(other);
    const [pointers, rows] = [a[`${axis}Pointers`], changed[axis]];
    const entries = [pointers, a[`${axis}Indexes`], a[`${axis}Weights`], a.solved, a[`${other}Factors`]] as const;
    const system = [a.gram, a[`${axis}Penalties`], unobservedWeight, padded, a.noPrior, 0] as const;
    try {
      await session.run('alsDirect', [...entries, ...system], { rows: rows.length, costs: pointers, signal });
    } catch (error) {
      const ids = Array.from(rows, (row) => data[`${axis}s`].ids[row]);
      throw rowNamed(error, axis, ids);
    }
    rows.forEach((row, r) => {
      a[`${axis}Factors`].set(a.solved.subarray(r * padded, (r + 1) * padded), row * padded);
    });
  };
  try {
    for (const axis of ['user', 'item'] as const)
      carryOver(older[`${axis}Factors`], older[`${axis}s`], data[`${axis}s`], a[`${axis}Factors`]);
    await solve('user');
    await solve('item');
    await solve('user');
    const itemGram = gramOf(session, factors);
    await fillGramOf('user');
    const userGram = gramOf(session, factors);
    await onEpoch?.({ epoch: 1, epochs: 1, figures: { usersSolved: changed.user.length, itemsSolved: changed.item.length } });
    return {
      userFactors: leadingColumns(a.userFactors, padded, factors),
      itemFactors: leadingColumns(a.itemFactors, padded, factors),
      userGram,
      itemGram,
    };
  } finally {
    session.close();
  }
}

function someRows({ columns, pointers, indexes, values }: SparseRows, rows: Uint32Array): SparseRows {
  const entries = rows.reduce((sum, row) => sum + pointers[row + 1] - pointers[row], 0);
  return sparseFromRows(rows.length, columns, entries, (r, add) => {
    for (let e = pointers[rows[r]]; e < pointers[rows[r] + 1]; e++) add(indexes[e], values[e]);
  });
}

/** The same of columns: row indexes ascending. */
function someColumns(matrix: SparseRows, columns: Uint32Array): SparseRows {
  const wanted = new Uint8Array(matrix.columns);
  for (const column of columns) wanted[column] = 1;
  return someRows(transpose(keptEntries(matrix, (e) => wanted[matrix.indexes[e]] === 1)).matrix, columns);
}

/** Rows as training weighs them; `others`: rows of the other axis. */
function rowsToSolve({ pointers, indexes, values }: SparseRows, others: number, settings: ImplicitALSOptions) {
  const penalties = new Float32Array(pointers.length - 1);
  penaltiesOf(pointers, others, settings, penalties);
  return { pointers, indexes, weights: weightsOf('implicitALS', values, settings), penalties };
}

const longest = ({ pointers }: Pick<SparseRows, 'pointers'>): number =>
  pointers.reduce((most, end, r) => Math.max(most, r === 0 ? 0 : end - pointers[r - 1]), 0);
