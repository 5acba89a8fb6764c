/** Settings of residual: tuned ones, and those of courses. */
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { BiasSettings, LayerSettings, NetworkSettings } from '../../networks/settings.ts';

export const residualPresets: CatalogEntry<BiasSettings & LayerSettings & NetworkSettings>['presets'] = {
  'movielens-100k': {
    settings: {
      factors: 50,
      epochs: 20,
      batchSize: 512,
      learningRate: 0.005,
      schedule: 'cosine',
      regularization: 0.08,
      biasRegularization: 0.05,
      startScale: 0.02,
      hidden: '64',
      layerRegularization: 0.0001,
    },
    found:
      'best of 2 settings on a random tenth of u1.base; on the tenth of likewise evaluate u1.base.gz --split random:0.9 --model residual:… --metric rmse, seed 0, its RMSE is 0.9232',
  },
  'course-residual': {
    settings: { factors: 10, epochs: 15, batchSize: 128, optimizer: 'sgd', learningRate: 0.08, momentum: 0.9, rows: 'all', hidden: '400' },
    found: 'not tuned: settings of a well-known course exercise, to repeat it',
  },
};
