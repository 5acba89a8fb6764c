/** Settings that were tuned. */
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { SASRecOptions } from './options.ts';

/** Short histories of purchases: one wide layer, much dropout. */
const purchases: Partial<SASRecOptions> = {
  factors: 128,
  layers: 1,
  dropout: 0.5,
  negatives: 512,
  epochs: 24,
  learningRate: 0.005,
  schedule: 'cosine',
  warmUp: 100,
  validation: 0.02,
  patience: 24,
};

export const sasrecPresets: CatalogEntry<SASRecOptions>['presets'] = {
  'amazon-beauty': {
    settings: purchases,
    found:
      'the best of four settings (NDCG@10 0.0545) by a script that trains and asks as likewise evaluate earlier.csv --split leave-last:2 --model sasrec:… --metric ndcg@10 does, seed 0, earlier.csv being amazon-beauty without the last item of each person',
  },
};
