/** Settings of dot-embeddings: tuned ones, and those of courses. */
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { BiasSettings, NetworkSettings } from '../../networks/settings.ts';

export const dotEmbeddingsPresets: CatalogEntry<BiasSettings & NetworkSettings>['presets'] = {
  'movielens-100k': {
    settings: {
      factors: 64,
      epochs: 30,
      batchSize: 512,
      learningRate: 0.005,
      schedule: 'cosine',
      regularization: 0.15,
      biasRegularization: 0.05,
      startScale: 0.02,
    },
    found:
      'best of 5 settings on a random tenth of u1.base; on the tenth of likewise evaluate u1.base.gz --split random:0.9 --model dot-embeddings:… --metric rmse, seed 0, its RMSE is 0.9104',
  },
  'course-biases': {
    settings: { factors: 10, epochs: 15, batchSize: 128, optimizer: 'sgd', learningRate: 0.08, momentum: 0.9, rows: 'all' },
    found: 'not tuned: settings of a well-known course exercise, to repeat it',
  },
  'course-sigmoid': {
    settings: {
      factors: 20,
      epochs: 20,
      batchSize: 64,
      learningRate: 0.001,
      epsilon: 1e-7,
      regularization: 1e-6,
      rows: 'all',
      start: 'he',
      link: 'sigmoid',
      validation: 0.1,
    },
    found: 'not tuned: settings of a well-known course exercise, to repeat it, with early stopping',
  },
};
