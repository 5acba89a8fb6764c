/** What a fitted bpr can be asked. */
import { knownRows } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { PreferenceModel } from '../../vectors/preference-model.ts';
import { type FixedRanking, foldInItemByRanking, foldInUserByRanking } from './fold-in.ts';
import type { BPROptions } from './options.ts';

/** Scores rank and mean nothing else. */
export class BPRModel extends PreferenceModel<BPROptions> {
  protected solve({ indexes }: FoldInRow): Float32Array {
    return foldInUserByRanking(indexes, this.#fixed, this.settings);
  }

  protected solveItem({ indexes: liked }: FoldInRow, { indexes: met }: FoldInRow): Float32Array {
    return foldInItemByRanking(liked, met, { ...this.#fixed, knownUsers: knownRows(this.state.userFactors) }, this.settings);
  }

  get #fixed(): FixedRanking {
    return { ...this.state, knownItems: this.knownItems };
  }
}
