/** Every estimator of the library, as data. A new model is one file and one line here. */
import { entryNamed } from '../options.ts';
import { biasEntry } from './baseline/bias.ts';
import { dampedMeanEntry } from './baseline/damped-mean.ts';
import { popularEntry } from './baseline/popular.ts';
import { randomEntry } from './baseline/random.ts';
import { trendingEntry } from './baseline/trending.ts';
import { contentEntry } from './content/content/content.ts';
import { featureALSEntry } from './content/feature-als/feature-als.ts';
import { factorizationMachineEntry } from './context/factorization-machine/factorization-machine.ts';
import type { CatalogEntry } from './contract/estimator.ts';
import { bayesianPMFEntry } from './factorization/bayesian-pmf/bayesian-pmf.ts';
import { bprEntry } from './factorization/bpr/bpr.ts';
import { explicitALSEntry } from './factorization/explicit-als.ts';
import { gradientMFEntry } from './factorization/gradient-mf/gradient-mf.ts';
import { implicitALSEntry } from './factorization/implicit-als/implicit-als.ts';
import { logisticMFEntry } from './factorization/logistic-mf/logistic-mf.ts';
import { nmfEntry } from './factorization/nmf.ts';
import { pmfEntry } from './factorization/pmf.ts';
import { pureSVDEntry } from './factorization/pure-svd/pure-svd.ts';
import { socialMFEntry } from './factorization/social-mf/social-mf.ts';
import { svdEntry } from './factorization/svd/svd.ts';
import { svdPPEntry } from './factorization/svd-pp/svd-pp.ts';
import { easeEntry } from './linear/ease/ease.ts';
import { rp3betaEntry } from './linear/rp3beta.ts';
import { slimEntry } from './linear/slim/slim.ts';
import { itemKNNEntry } from './neighbors/item-knn.ts';
import { slopeOneEntry } from './neighbors/slope-one.ts';
import { userKNNEntry } from './neighbors/user-knn/user-knn.ts';
import { demographicEntry } from './social/demographic/demographic.ts';
import { socialEntry } from './social/social/social.ts';

export const modelCatalog: readonly CatalogEntry[] = Object.freeze([
  popularEntry,
  trendingEntry,
  dampedMeanEntry,
  biasEntry,
  randomEntry,
  userKNNEntry,
  itemKNNEntry,
  slopeOneEntry,
  svdEntry,
  svdPPEntry,
  explicitALSEntry,
  implicitALSEntry,
  bprEntry,
  logisticMFEntry,
  pmfEntry,
  bayesianPMFEntry,
  gradientMFEntry,
  nmfEntry,
  pureSVDEntry,
  socialMFEntry,
  easeEntry,
  slimEntry,
  rp3betaEntry,
  contentEntry,
  featureALSEntry,
  demographicEntry,
  socialEntry,
  factorizationMachineEntry,
]);

/** @throws LikewiseError `unknown-model` with the nearest name. */
export const modelEntry = (name: string): CatalogEntry => entryNamed('model', modelCatalog, name);
