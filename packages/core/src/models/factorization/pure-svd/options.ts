/** Options of pure-svd, and settings that were tuned. */
import { choice, integer, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface PureSVDOptions extends Seeded {
  /** Number of singular values kept; as many as the data has items would repeat the matrix; integer ≥ 1 and ≤ 1024. @default 20 */
  readonly factors: number;
  /** What an entry of the matrix is: the value as given, or 1 (0 stays 0). @default 'given' */
  readonly weighting: 'given' | 'binary';
  /** What is subtracted first: nothing, or the mean of each item over all people. @default 'none' */
  readonly centering: 'none' | 'item';
  /** Directions beyond `factors` that the iteration carries along; integer ≥ 0 and ≤ 1024. @default 10 */
  readonly oversampling: number;
  /** Times that the subspace is turned through the matrix and back; integer ≥ 0. @default 8 */
  readonly epochs: number;
}

export const pureSVDOptions: OptionSpecs<PureSVDOptions> = {
  factors: integer(20, { min: 1, max: 1024 }, 'number of singular values kept; as many as the data has items would repeat the matrix'),
  weighting: choice('given', ['given', 'binary'], 'what an entry of the matrix is: the value as given, or 1 (0 stays 0)'),
  centering: choice('none', ['none', 'item'], 'what is subtracted first: nothing, or the mean of each item over all people'),
  oversampling: integer(10, { min: 0, max: 1024 }, 'directions beyond `factors` that the iteration carries along'),
  epochs: integer(8, { min: 0 }, 'times that the subspace is turned through the matrix and back'),
  ...seeded,
};

export const pureSVDPresets: CatalogEntry<PureSVDOptions>['presets'] = {
  'movielens-1m': {
    settings: { factors: 15, weighting: 'binary' },
    found:
      'highest NDCG@20 on fold 2, folds 3 to 5 training, fold 1 never read, as likewise evaluate folds2to5.csv --split column:fold=2 --positive ">=4" --model pure-svd:factors=15,weighting=binary --metric ndcg@20 measures; grid factors 5…50, weighting given, binary, centering none, item',
  },
};
