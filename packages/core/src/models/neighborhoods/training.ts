/** What neighborhood models learn: a baseline, and for each user or item the list of those most similar to it. */
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { LikewiseError } from '../../errors.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { refuseNegative } from '../answering/positives.ts';
import { kernelsOf, type Learned } from '../contract/define-estimator.ts';
import type { FitContext } from '../contract/estimator.ts';
import type { ModelState } from '../contract/state.ts';
import { checkStateLists, type Shape } from '../contract/state-shapes.ts';
import { type NeighborLists, nearestRows, type PairRules } from './all-pairs.ts';
import { type Baseline, fitBaseline } from './baseline.ts';
import { keptNeighbors, type NeighborSettings, type ResolvedSimilarity, resolvedSimilarity } from './settings.ts';
import { type Comparison, comparedMatrix, comparisonOf } from './similarity.ts';

/** `userBias` and `itemBias` are empty where nothing needs them, μ is 0 without ratings. */
export interface NeighborState extends ModelState, Baseline, NeighborLists {
  /** What training users had, with values; [users × items]. */
  readonly interactions: SparseRows;
  readonly valueKind: Interactions['valueKind'];
  /** Absent unless values are ratings. */
  readonly ratingScale?: { readonly min: number; readonly max: number } | undefined;
}

/** Shapes of the state, for files; `of` says whose lists they are. */
export const neighborShapes =
  (of: 'users' | 'items') =>
  (state: NeighborState): Readonly<Record<string, Shape>> => {
    const { users, items, interactions, userBias, listPointers, valueKind } = state;
    // Biases are kept where something needs them.
    const biased = userBias?.length > 0;
    return {
      interactions: [users.size, items.size],
      'interactions.values': [interactions?.indexes.length],
      userBias: [biased ? users.size : 0],
      itemBias: [biased ? items.size : 0],
      listPointers: [state[of].size + 1, undefined, 'integers'],
      listRows: [listPointers?.at?.(-1), undefined, 'integers'],
      listSimilarities: [listPointers?.at?.(-1)],
      meanRating: 'number',
      ...(valueKind === 'rating' && { ratingScale: 'scale' as const }),
    };
  };

/** The state of a file, whose lists name rows that exist, and which has the biases that its settings ask for. @throws LikewiseError `invalid-state` */
export const restoredNeighbors =
  (of: 'users' | 'items') =>
  (state: NeighborState, { prediction }: NeighborSettings): NeighborState => {
    checkStateLists(of === 'users' ? 'user-knn' : 'item-knn', { pointers: state.listPointers, rows: state.listRows }, state[of].size);
    const isKind = valueKinds.includes(state.valueKind);
    if (isKind && (state.valueKind !== 'rating' || prediction !== 'baseline' || state.userBias.length > 0)) return state;
    throw new LikewiseError('invalid-state', `${of}: it does not say what its values are, or lacks biases. The model file is damaged.`, {});
  };
const valueKinds: readonly unknown[] = ['rating', 'weight', 'none'];

/** Trains either model: `of` says whose neighbors are looked for, `lengthOption` which option of the model their number is. */
export async function fitNeighbors(
  owner: string,
  of: 'users' | 'items',
  settings: NeighborSettings,
  train: Interactions,
  context: FitContext,
  lengthOption?: string,
): Promise<Learned<NeighborState>> {
  const { valueKind, hasRatings, ratingScale } = train;
  const { userItems, itemUsers } = teachingPart(train);
  const similarity = resolvedSimilarity(owner, of, settings, train);
  if (!hasRatings) refuseNegative(owner, train);
  requireSquares(owner, userItems.values);
  const needsBaseline = hasRatings && (settings.prediction === 'baseline' || similarity.name === 'pearson-baseline');
  const none: Baseline = {
    meanRating: hasRatings ? meanOf(userItems.values) : 0,
    userBias: new Float64Array(0),
    itemBias: new Float64Array(0),
  };
  const baseline = needsBaseline ? fitBaseline(userItems, settings) : none;
  const matrix = of === 'users' ? userItems : itemUsers;
  const { comparison, rowBias } = comparisonFor(of, settings, similarity, { ...baseline, valueKind }, matrix);
  const { matrix: byRow, facts } = comparedMatrix(comparison, matrix, rowBias);
  context.signal?.throwIfAborted();
  const lists = await nearestRows(
    owner,
    byRow,
    { measure: comparison.measure, facts, lengthOption, ...pairRules(settings, similarity, hasRatings) },
    keptNeighbors(settings, hasRatings),
    await kernelsOf(context),
    context.signal,
  );
  return {
    interactions: train.userItems,
    valueKind,
    ratingScale: ratingScale && { min: ratingScale.min, max: ratingScale.max },
    ...baseline,
    ...lists,
  };
}

export function pairRules(
  { minOverlap, weights }: NeighborSettings,
  { shrinkage }: ResolvedSimilarity,
  hasRatings: boolean,
): Omit<PairRules, 'measure' | 'facts'> {
  return { minOverlap, shrinkage, onlyPositive: !hasRatings || weights === 'positive' };
}

/** The comparison of training, made again from the state where a new user asks for it. */
export function comparisonFor(
  of: 'users' | 'items',
  settings: NeighborSettings,
  similarity: ResolvedSimilarity,
  { meanRating, userBias, itemBias, valueKind }: Baseline & Pick<NeighborState, 'valueKind'>,
  matrix: SparseRows,
): { readonly comparison: Comparison; readonly rowBias: Float64Array | undefined } {
  const [rowBias, columnBias] = of === 'users' ? [userBias, itemBias] : [itemBias, userBias];
  const isPattern = valueKind === 'none';
  return { comparison: comparisonOf(similarity, settings, { matrix, isPattern, meanRating, columnBias }), rowBias };
}

/** Similarities are sums of products in 32-bit numbers, which end at 3e38. */
const LARGEST = 1e15;
function requireSquares(owner: string, values: Float32Array): void {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest <= LARGEST) return;
  throw new LikewiseError(
    'not-finite',
    `${owner}: with values up to ${Number(largest.toPrecision(4))} similarities leave the range of 32-bit numbers. Bring the values to a smaller scale.`,
    { largest },
  );
}
