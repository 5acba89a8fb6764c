/** Likes as networks learn them: a user's row at length 1 goes in, the likes themselves should come out. */
import { setAside } from '../../matrix/set-aside.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { eachBatch } from '../../neural/answer.ts';
import type { Batch } from '../../neural/batch.ts';
import type { OpenNetwork } from '../../neural/open-network.ts';
import type { Dimension, SparseInput, Tensor } from '../../neural/tape.ts';
import type { FitContext } from '../contract/estimator.ts';
import { heldOutNDCG } from './held-out-ndcg.ts';
import { metEntries, metPart } from './met-part.ts';
import { fillRows, type InputDropout } from './row-batches.ts';

export interface LikesToLearn {
  /** Users and items with a like that is not held out, numbered anew. */
  readonly matrix: SparseRows;
  /** The same, every row at length 1. */
  readonly input: SparseRows;
  /** Where those items stand in the whole. */
  readonly metItems: Uint32Array;
  /** What is held out of those users. */
  readonly held: SparseRows | undefined;
}

/** Where a network takes likes, and where its scores are. */
export interface LikesNetwork {
  readonly rows: Dimension;
  readonly input: SparseInput;
  readonly targets: SparseInput;
  /** [rows × items] */
  readonly scores: Tensor;
}

export function likesToLearn(
  likes: SparseRows,
  { validation, seed }: { readonly validation: number; readonly seed: number },
): LikesToLearn {
  const { kept, heldOut } = setAside(likes, validation, seed);
  const { matrix, rows, columns: metItems } = metPart(kept);
  return { matrix, input: atLengthOne(matrix), metItems, held: heldOut && metEntries(heldOut, rows, metItems) };
}

/** Writes users examples[begin … end − 1] of a batch. */
export function fillLikes(
  into: Batch,
  { rows, input, targets }: LikesNetwork,
  likes: LikesToLearn,
  which: { readonly examples: Uint32Array; readonly begin: number; readonly end: number },
  dropout?: InputDropout,
): void {
  fillRows(into, input, likes.input, which, dropout);
  fillRows(into, targets, likes.matrix, which);
  into.count(rows, which.end - which.begin);
}

/** −NDCG@100 of what is held out, by the network as it stands. */
export async function judgedByHeldOut(
  net: OpenNetwork,
  network: LikesNetwork,
  likes: LikesToLearn & { readonly held: SparseRows },
  batch: number,
  signal: FitContext['signal'],
): Promise<number> {
  const { matrix, held } = likes;
  const ndcg = heldOutNDCG(matrix, held);
  const fill = (into: Batch, examples: Uint32Array, begin: number, end: number) =>
    fillLikes(into, network, likes, { examples, begin, end });
  await eachBatch(net, { examples: matrix.rows, batch, fill, signal }, (_, begin, end) =>
    ndcg.add(net.read(network.scores, end - begin), begin, end),
  );
  return -ndcg.mean();
}

function atLengthOne({ rows, columns, pointers, indexes }: SparseRows): SparseRows {
  const values = new Float32Array(indexes.length);
  for (let row = 0; row < rows; row++) values.fill(1 / Math.sqrt(pointers[row + 1] - pointers[row]), pointers[row], pointers[row + 1]);
  return { rows, columns, pointers, indexes, values };
}
