/** Lists for many users at once: the kernel scores a block of users on all threads, each list is cut from its scores. */
import { float32, float64, type Kernels } from '../../../kernels/kernels.ts';
import { millsTable } from '../../../math/mills-ratio.ts';
import { emptyLists } from '../../answering/block-lists.ts';
import { topItemsByScores } from '../../answering/recommend-many.ts';
import type { Scorer, TopItems, TopItemsOptions } from '../../contract/model.ts';
import type { SampledVector } from './predictions.ts';
import type { MachineState } from './samples.ts';

/** Bytes of the scores, and of the vectors, of a block of users. */
const BLOCK_BYTES = 2 ** 25;

/**
 * @param vectorOf the user's vector, `undefined` for someone without interactions: an empty list
 * @param known 1 for each item that can be scored
 * @throws LikewiseError `invalid-option`, `invalid-index`; `too-large` where the items' samples pass 4 GiB
 */
export async function topItemsByMachine(
  model: Scorer & { readonly state: MachineState },
  vectorOf: (userIndex: number) => SampledVector | undefined,
  known: Uint8Array,
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
): Promise<TopItems> {
  const { name, state, users, items, seen } = model;
  const { itemRows, intercepts, cutpoints, levels, meanRating } = state;
  const lists = emptyLists(userIndexes, options.n, items.size, users.size);
  const samples = intercepts.length;
  const columns = itemRows.columns;
  const mostRows = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(known.length * 4, columns * 8)));
  const rows = Math.min(mostRows, userIndexes.length);
  const session = await kernels.open({
    vectors: float64(rows * columns),
    itemRows: itemRows.values,
    known,
    intercepts,
    levels,
    cutpoints: cutpoints.values,
    table: levels.length === 0 ? new Float64Array(0) : millsTable(),
    scores: float32(rows * known.length),
  });
  try {
    const a = session.arrays;
    for (let begin = 0; begin < userIndexes.length; begin += rows) {
      const block = userIndexes.subarray(begin, begin + rows);
      const vectors = Array.from(block, vectorOf);
      vectors.forEach((vector, row) => {
        a.vectors.set(vector ?? new Float64Array(columns), row * columns);
      });
      const ofItems = [a.itemRows, a.known, known.length, samples, columns / samples] as const;
      const ofSamples = [a.intercepts, meanRating, a.levels, a.cutpoints, Math.max(1, levels.length), a.table] as const;
      await session.run('machineScores', [a.vectors, ...ofItems, ...ofSamples, a.scores], { rows: block.length, grain: 8 });
      let row = 0;
      const scoreItems = (): Float32Array | undefined => {
        const scores = a.scores.subarray(row * known.length, (row + 1) * known.length);
        return vectors[row++] && scores;
      };
      const ofBlock = topItemsByScores({ name, state, users, items, seen, scoreItems }, block, options);
      lists.items.set(ofBlock.items, begin * lists.n);
      lists.scores.set(ofBlock.scores, begin * lists.n);
    }
    return lists;
  } finally {
    session.close();
  }
}
