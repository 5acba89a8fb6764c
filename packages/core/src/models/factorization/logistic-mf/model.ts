/** What a fitted logistic-mf can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { reference } from '../../../kernels/reference/reference.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, knownRows } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { UserQuery } from '../../contract/model.ts';
import { requireFoldInWork } from '../../vectors/fold-in-work.ts';
import { PreferenceModel } from '../../vectors/preference-model.ts';
import type { LogisticMFOptions } from './options.ts';

/** Scores are log-odds. */
export class LogisticMFModel extends PreferenceModel<LogisticMFOptions> {
  /** σ(score), the model's probability; with alpha above 1 too high by its odds. `undefined` where someone or something is unknown. */
  probability(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    const score = itemIndex === undefined ? undefined : this.scoreItems(user)?.[itemIndex];
    return score === undefined || Number.isNaN(score) ? undefined : 1 / (1 + Math.exp(-score));
  }

  protected solve(liked: FoldInRow): Float32Array {
    const { factors } = this.settings;
    return this.#solved(liked, this.itemVectors, this.knownItems, { bias: factors, one: factors + 1, stream: 'fold-in' });
  }

  protected solveItem(liked: FoldInRow): Float32Array {
    const { factors } = this.settings;
    const known = knownRows(this.state.userFactors);
    return this.#solved(liked, this.userVectors, known, { bias: factors + 1, one: factors, stream: 'new-item' });
  }

  /**
   * As many steps as training had, from 0, the other axis held fixed: its vectors are (y, 1, b_i) for a user, (x, b_u, 1) for an item;
   * `known` has 1 for rows to draw. Seeded: the same entries give the same vector.
   */
  #solved(
    { indexes, values }: FoldInRow,
    fixed: DenseMatrix,
    known: Uint8Array,
    { bias, one, stream }: { readonly bias: number; readonly one: number; readonly stream: string },
  ): Float32Array {
    const { factors, epochs, learningRate, regularization, alpha, negatives, seed } = this.settings;
    const size = factors + 2;
    requireFoldInWork('logisticMF', epochs, indexes.length * (negatives + 1), size);
    const random = seededRandom(seed, stream);
    const x = new Float32Array(size);
    x[one] = 1;
    const sums = new Float64Array(2);
    const choices = Uint32Array.from(known.keys()).filter((index) => known[index] === 1);
    const pointers = Uint32Array.of(0, indexes.length);
    const weights = values.map((value) => alpha * value);
    const row = [pointers, indexes, weights, x, fixed.values, new Float32Array(size), choices, choices.length] as const;
    for (let epoch = 0; epoch < epochs; epoch++) {
      // The readable kernel reads the fixed axis where it is; the fast one would copy it all for a handful of draws.
      const step = [negatives, learningRate, regularization, bias, one, size, random.bits() | 0, sums] as const;
      reference.logisticRows([...row, ...step], 0, 1, 0);
    }
    return Float32Array.of(...x.subarray(0, factors), x[bias]);
  }
}
