/** Settings of deep: tuned ones, and those of courses. */
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { LayerSettings, NetworkSettings } from '../../networks/settings.ts';

export const deepPresets: CatalogEntry<LayerSettings & NetworkSettings>['presets'] = {
  'movielens-100k': {
    settings: {
      factors: 64,
      epochs: 25,
      batchSize: 512,
      learningRate: 0.004,
      schedule: 'cosine',
      regularization: 0.05,
      startScale: 0.02,
      hidden: '128',
      activation: 'gelu',
      dropout: 0.3,
      layerRegularization: 0.0002,
    },
    found:
      'lowest mean of about 35 settings tried by hand on random tenths of u1.base and u3.base; likewise evaluate u1.base.gz --split random:0.9 --model deep:… --metric rmse, seed 0, gives 0.9196',
  },
  'course-relu': {
    settings: { factors: 10, epochs: 15, batchSize: 128, optimizer: 'sgd', learningRate: 0.08, momentum: 0.9, rows: 'all', hidden: '400' },
    found: 'not tuned: settings of a well-known course exercise, to repeat it',
  },
  'course-dropout': {
    settings: {
      factors: 50,
      epochs: 100,
      batchSize: 128,
      learningRate: 0.001,
      schedule: 'plateau',
      rateFactor: 0.3,
      ratePatience: 2,
      rows: 'all',
      link: 'sigmoid',
      validation: 0.125,
      hidden: '128+256+128',
      inputDropout: 0.02,
      dropout: 0.2,
      layerBias: 0.01,
    },
    found: 'not tuned: settings of a well-known course exercise, to repeat it, with ratings set aside to stop by',
  },
};
