/** Lists for many users at once: the kernel scores a block of people on all threads, each list is cut from its scores. */
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels } from '../../../kernels/kernels.ts';
import { millsTable } from '../../../math/mills-ratio.ts';
import { checkedN, topIndexes } from '../../answering/recommend.ts';
import type { TopItems, TopItemsOptions } from '../../contract/model.ts';
import type { Side } from './person.ts';
import type { MachineState } from './state.ts';

/** Bytes of the scores, and of the sides, of a block of people. */
const BLOCK_BYTES = 2 ** 25;

/**
 * @param sideOf the person's side, `undefined` for someone without interactions: an empty list
 * @param known 1 for each item that can be scored
 * @throws LikewiseError `invalid-option`, `invalid-index`; `too-large` where the items' samples pass 4 GiB
 */
export async function topItemsByMachine(
  state: MachineState,
  sideOf: (userIndex: number) => Side | undefined,
  known: Uint8Array,
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
): Promise<TopItems> {
  const { users, seen, itemRows, intercepts, cutpoints, levels, meanRating } = state;
  const n = Math.min(checkedN(options.n), known.length);
  const wrong = userIndexes.find((userIndex) => userIndex >= users.size);
  if (wrong !== undefined) {
    throw new LikewiseError('invalid-index', `topItems: a user index must be below ${users.size}; got ${wrong}.`, {
      userIndex: wrong,
      users: users.size,
    });
  }
  const items = new Int32Array(userIndexes.length * n).fill(-1);
  const best = new Float32Array(userIndexes.length * n).fill(Number.NEGATIVE_INFINITY);
  const columns = itemRows.columns;
  const widest = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(known.length * 4, columns * 8)));
  const rows = Math.min(widest, userIndexes.length);
  const session = await kernels.open({
    sides: float64(rows * columns),
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
      const answered = Array.from(block, (userIndex, row) => {
        const side = sideOf(userIndex);
        a.sides.subarray(row * columns, (row + 1) * columns).set(side ?? new Float64Array(columns));
        return side !== undefined;
      });
      const samples = intercepts.length;
      await session.run(
        'machineScores',
        [
          a.sides,
          a.itemRows,
          a.known,
          known.length,
          samples,
          columns / samples,
          a.intercepts,
          meanRating,
          a.levels,
          a.cutpoints,
          levels.length === 0 ? 1 : levels.length,
          a.table,
          a.scores,
        ],
        { rows: block.length, grain: 8 },
      );
      block.forEach((userIndex, row) => {
        if (!answered[row]) return;
        const scores = a.scores.subarray(row * known.length, (row + 1) * known.length);
        const out = new Uint8Array(known.length);
        if (options.keepSeen !== true)
          for (let e = seen.pointers[userIndex]; e < seen.pointers[userIndex + 1]; e++) out[seen.indexes[e]] = 1;
        topIndexes(scores, n, out).forEach((itemIndex, slot) => {
          items[(begin + row) * n + slot] = itemIndex;
          best[(begin + row) * n + slot] = scores[itemIndex];
        });
      });
    }
  } finally {
    session.close();
  }
  return { n, items, scores: best };
}
