/**
 * Refit of the changed rows only: users whose positives differ from those that the older model was trained on, then the items
 * whose column differs, then the same users again, each solved exactly with everything else held as it is. The last pass is the
 * user half-step against the final items, so that it equals the fold-in bit for bit.
 */
import { type IdMap, positionsIn } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, type Kernels, paddedFactors, type SessionLayout } from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { type DenseMatrix, withRowLength } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { penaltyOf, weightsOf } from '../../vectors/confidence.ts';
import { fillGram, gramChunks } from '../../vectors/half-step.ts';
import { type OlderModel, rowNamed, type TrainedFactors, type TrainingSettings } from './training.ts';

/** An older model with what it was trained on. */
export interface RefittedModel extends OlderModel {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seen: SparseRows;
  /** Its last items, of which its users have not learned. */
  readonly addedItems?: number | undefined;
}

const DEFINING = ['factors', 'regularization', 'alpha', 'unobservedWeight', 'regularizationExponent', 'weighting'] as const;
const WEIGHTS_OF_FEATURES = ['itemFeatureWeight', 'userFeatureWeight'] as const;

/** @throws LikewiseError `cannot-refit` where vectors lean on features; `wrong-model` where a setting that defines the objective is not that of the older model. */
export function requireSameObjective(settings: TrainingSettings, older: RefittedModel): void {
  if (WEIGHTS_OF_FEATURES.some((name) => settings[name] > 0 || Number(older.settings[name] ?? 0) > 0)) {
    throw new LikewiseError(
      'cannot-refit',
      "implicitALS.fit: refit: 'changed' does not go with itemFeatureWeight or userFeatureWeight, whose map is of all rows; train all rows.",
      { options: WEIGHTS_OF_FEATURES },
    );
  }
  const other = DEFINING.filter((name) => settings[name] !== older.settings[name]);
  if (other.length === 0) return;
  const told = other.map((name) => `${name} ${older.settings[name]}, not ${settings[name]}`).join('; ');
  throw new LikewiseError(
    'wrong-model',
    `implicitALS.fit: refit "changed" needs the settings of the older model, which has ${told}. Give its settings, or train all rows.`,
    { options: other },
  );
}

/** Rows that differ, as indexes into the new data, ascending. */
export interface Changes {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
}

/** Compares values above 0 by the ids of user and item; who or what is new has changed. */
export function changesOf(older: RefittedModel, { users, items }: Pick<Interactions, 'users' | 'items'>, positives: SparseRows): Changes {
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
  return { users: Uint32Array.from(changed), items: Uint32Array.from(itemChanged.keys()).filter((item) => itemChanged[item] === 1) };
}

/** Some rows of a matrix, ready to be solved. */
interface RowsToSolve {
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  readonly weights: Float32Array;
  readonly penalties: Float32Array;
}

/** @throws LikewiseError `not-positive-definite`, naming the user or item. */
export async function refitChanged(
  { users, items }: Pick<Interactions, 'users' | 'items'>,
  positives: SparseRows,
  settings: TrainingSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
  older: RefittedModel,
): Promise<TrainedFactors> {
  requireSameObjective(settings, older);
  signal?.throwIfAborted();
  const { factors } = settings;
  const padded = paddedFactors(factors);
  const changes = changesOf(older, { users, items }, positives);
  const byUser = someRows(positives, changes.users, settings);
  const byItem = someColumns(positives, changes.items, settings);
  const layout = {
    ...named('user', byUser),
    ...named('item', byItem),
    userFactors: carriedOver(older.userFactors, older.users, users, padded),
    itemFactors: carriedOver(older.itemFactors, older.items, items, padded),
    solved: float32(Math.max(changes.users.length, changes.items.length) * padded),
    gram: float32(padded * padded),
    noPrior: float32(0),
    partials: float32(gramChunks(padded) * padded * padded),
  } satisfies SessionLayout;
  const session = await kernels.open(layout, { scratchBytes: alsScratchBytes(padded, Math.max(longest(byUser), longest(byItem))) });
  const { arrays } = session;
  const matrix = (values: Float32Array, rows: number): DenseMatrix => ({
    rows,
    columns: factors,
    values: withRowLength(values, rows, padded, factors),
  });
  const gramOf = (y: Float32Array): Promise<void> => fillGram(session, { y, otherRows: y.length / padded }, settings, signal);

  /** Solves the rows of x listed in `rows` against y. */
  async function solve(side: 'user' | 'item', rows: Uint32Array, x: Float32Array, y: Float32Array): Promise<void> {
    await gramOf(y);
    const { [`${side}Pointers` as const]: pointers, [`${side}Indexes` as const]: indexes } = arrays;
    const { [`${side}Weights` as const]: weights, [`${side}Penalties` as const]: penalties } = arrays;
    await session
      .run(
        'alsDirect',
        [pointers, indexes, weights, arrays.solved, y, arrays.gram, penalties, settings.unobservedWeight, padded, arrays.noPrior, 0],
        {
          rows: rows.length,
          costs: pointers,
          signal,
        },
      )
      .catch((error) => {
        const ids = (side === 'user' ? users : items).ids;
        throw rowNamed(error, side, { ids: Array.from(rows, (row) => ids[row]) });
      });
    for (let r = 0; r < rows.length; r++) x.set(arrays.solved.subarray(r * padded, (r + 1) * padded), rows[r] * padded);
  }

  try {
    await solve('user', changes.users, arrays.userFactors, arrays.itemFactors);
    await solve('item', changes.items, arrays.itemFactors, arrays.userFactors);
    await solve('user', changes.users, arrays.userFactors, arrays.itemFactors);
    const itemGram = matrix(arrays.gram, factors);
    await gramOf(arrays.userFactors);
    const userGram = matrix(arrays.gram, factors);
    await onEpoch?.({ epoch: 1, epochs: 1, figures: { usersSolved: changes.users.length, itemsSolved: changes.items.length } });
    return {
      userFactors: matrix(arrays.userFactors, users.size),
      itemFactors: matrix(arrays.itemFactors, items.size),
      userGram,
      itemGram,
    };
  } finally {
    session.close();
  }
}

const named = <S extends 'user' | 'item'>(side: S, { pointers, indexes, weights, penalties }: RowsToSolve) =>
  ({
    [`${side}Pointers`]: pointers,
    [`${side}Indexes`]: indexes,
    [`${side}Weights`]: weights,
    [`${side}Penalties`]: penalties,
  }) as Record<`${S}Pointers` | `${S}Indexes`, Uint32Array> & Record<`${S}Weights` | `${S}Penalties`, Float32Array>;

/** The older vectors in the order of the new ids; zeros for a new one. */
function carriedOver(older: DenseMatrix, olderIds: IdMap, ids: IdMap, padded: number): Float32Array {
  const out = new Float32Array(ids.size * padded);
  ids.ids.forEach((id, row) => {
    const from = olderIds.indexOf(id);
    if (from !== undefined) out.set(older.values.subarray(from * older.columns, (from + 1) * older.columns), row * padded);
  });
  return out;
}

function someRows({ columns, pointers, indexes, values }: SparseRows, rows: Uint32Array, settings: TrainingSettings): RowsToSolve {
  const own = new Uint32Array(rows.length + 1);
  rows.forEach((row, r) => {
    own[r + 1] = own[r] + pointers[row + 1] - pointers[row];
  });
  const some = { pointers: own, indexes: new Uint32Array(own[rows.length]), values: new Float32Array(own[rows.length]) };
  rows.forEach((row, r) => {
    some.indexes.set(indexes.subarray(pointers[row], pointers[row + 1]), own[r]);
    some.values.set(values.subarray(pointers[row], pointers[row + 1]), own[r]);
  });
  return weighed(some, columns, settings);
}

/** The same of columns: row indexes ascending. */
function someColumns({ rows, columns, pointers, indexes, values }: SparseRows, some: Uint32Array, settings: TrainingSettings): RowsToSolve {
  const placeOf = new Int32Array(columns).fill(-1);
  some.forEach((column, place) => {
    placeOf[column] = place;
  });
  const own = new Uint32Array(some.length + 1);
  for (let e = 0; e < indexes.length; e++) if (placeOf[indexes[e]] >= 0) own[placeOf[indexes[e]] + 1]++;
  for (let place = 0; place < some.length; place++) own[place + 1] += own[place];
  const next = own.slice(0, some.length);
  const kept = { pointers: own, indexes: new Uint32Array(own[some.length]), values: new Float32Array(own[some.length]) };
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const place = placeOf[indexes[e]];
      if (place < 0) continue;
      kept.indexes[next[place]] = row;
      kept.values[next[place]++] = values[e];
    }
  }
  return weighed(kept, rows, settings);
}

function weighed(
  { pointers, indexes, values }: { readonly pointers: Uint32Array; readonly indexes: Uint32Array; readonly values: Float32Array },
  others: number,
  settings: TrainingSettings,
): RowsToSolve {
  const weights = weightsOf('implicitALS', values, settings);
  const penalties = Float32Array.from({ length: pointers.length - 1 }, (_, r) =>
    penaltyOf(pointers[r + 1] - pointers[r], others, settings),
  );
  return { pointers, indexes, weights, penalties };
}

function longest({ pointers }: RowsToSolve): number {
  let most = 0;
  for (let r = 0; r + 1 < pointers.length; r++) most = Math.max(most, pointers[r + 1] - pointers[r]);
  return most;
}
