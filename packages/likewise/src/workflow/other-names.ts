/** What other libraries call their models, and what it is here: for people who come with a name from there. */
import { type CatalogEntry, LikewiseError, modelCatalog, nearestName } from '@likewise/core';

export interface OtherName {
  /** Of whom the name is. */
  readonly from: string;
  /** As it is written there. */
  readonly name: string;
  /** The model here as text, with the settings that give theirs where ours differ. */
  readonly ours: string;
  /** Not the same model, only the nearest that there is. */
  readonly isNearest: boolean;
  /** What else it may be, by a setting of theirs. */
  readonly or?: string;
}

/** From whom, their names, ours, what else it may be; `~` where ours is only the nearest. */
const table: readonly (readonly [from: string, names: string, ours: string, or?: string])[] = [
  ['Surprise', 'SVD', 'svd:factors=100,epochs=20,learning-rate=0.005,learning-rate-decay=1,regularization=0.02,start-deviation=0.1'],
  ['Surprise', 'SVDpp SVD++', 'svd-pp:factors=20,epochs=20,learning-rate=0.007,learning-rate-decay=1,regularization=0.02'],
  ['Surprise', 'NMF', 'nmf:factors=15,epochs=50'],
  ['Surprise', 'SlopeOne', 'slope-one:weighted=false'],
  ['Surprise', 'KNNBasic', 'user-knn:similarity=msd,prediction=plain', 'item-knn with user_based=False'],
  ['Surprise', 'KNNWithMeans', 'user-knn:similarity=msd,prediction=mean', 'item-knn with user_based=False'],
  ['Surprise', 'KNNWithZScore', 'user-knn:similarity=msd,prediction=z-score', 'item-knn with user_based=False'],
  ['Surprise', 'KNNBaseline', 'user-knn:similarity=msd,prediction=baseline', 'item-knn with user_based=False'],
  ['Surprise', 'BaselineOnly', 'bias'],
  ['Surprise', 'NormalPredictor', '~random'],
  ['Surprise', 'CoClustering', '~nmf'],
  [
    'implicit',
    'AlternatingLeastSquares',
    'implicit-als:factors=100,epochs=15,weighting=given,unobserved-weight=1,regularization-exponent=0',
  ],
  ['implicit', 'BayesianPersonalizedRanking', 'bpr:factors=100,learning-rate=0.01'],
  ['implicit', 'LogisticMatrixFactorization', 'logistic-mf:factors=30,learning-rate=1,regularization=0.6,alpha=1'],
  ['implicit', 'CosineRecommender', 'item-knn:similarity=cosine,neighbors=20'],
  ['implicit', 'TFIDFRecommender', 'item-knn:similarity=tf-idf,neighbors=20'],
  ['implicit', 'BM25Recommender', 'item-knn:similarity=bm25,neighbors=20'],
  ['implicit', 'ItemItemRecommender', '~item-knn:similarity=cosine,neighbors=20'],
  ['LightFM', 'LightFM', '~feature-als'],
  ['LightFM', 'WARP', '~bpr:candidates=10'],
  ['LightFM', 'WARP-kOS k-OS', '~bpr:candidates=10'],
  ['LensKit', 'BiasScorer Bias', 'bias'],
  ['LensKit', 'PopScorer Popular', 'popular'],
  ['LensKit', 'TimeBoundedPopScore', '~trending'],
  ['LensKit', 'ItemKNNScorer ItemKNN ItemItem', 'item-knn'],
  ['LensKit', 'UserKNNScorer UserKNN UserUser', 'user-knn'],
  ['LensKit', 'BiasedMFScorer BiasedMF', 'explicit-als'],
  [
    'LensKit',
    'ImplicitMFScorer ImplicitMF',
    'implicit-als:factors=50,epochs=10,weighting=binary,alpha=40,unobserved-weight=1,regularization-exponent=0,regularization=0.1',
  ],
  ['LensKit', 'FunkSVDScorer FunkSVD', 'svd'],
  ['LensKit', 'BiasedSVDScorer BiasedSVD', '~pure-svd'],
  ['LensKit', 'NMFScorer', 'nmf'],
  ['LensKit', 'EASEScorer', 'ease'],
  ['LensKit', 'SLIMScorer', 'slim'],
  ['LensKit', 'HPFScorer HPF', '~nmf'],
  ['LensKit', 'FlexMFExplicitScorer', '~svd'],
  ['LensKit', 'FlexMFImplicitScorer', '~bpr'],
  ['LensKit', 'RandomSelector', 'random'],
  ['gorse', 'ItemPop', 'popular'],
  ['gorse', 'CCD', 'implicit-als:solver=block'],
  ['gorse', 'WRMF', 'implicit-als'],
  ['gorse', 'AFM', '~factorization-machine'],
  ['gorse', 'item-to-item', '~item-knn'],
  ['gorse', 'user-to-user', '~user-knn'],
  ['gorse', 'non-personalized', 'popular'],
  ['gorse', 'latest', '~trending'],
  ['Spark', 'ALS', 'explicit-als', 'implicit-als with implicitPrefs'],
  ['RecBole', 'Pop MostPop', 'popular'],
  ['RecBole', 'SLIMElastic', 'slim'],
  ['RecBole', 'MultiVAE Mult-VAE VAECF', 'mult-vae'],
  ['RecBole', 'MultiDAE Mult-DAE', 'mult-vae:variational=false'],
  ['RecBole', 'FPMC', '~markov-chain:prior=factorized'],
  ['RecBole', 'GRU4Rec BERT4Rec NARM', '~sasrec'],
  ['RecBole', 'LightGCN NGCF', '~elsa'],
  ['RecBole', 'DeepFM', '~factorization-machine'],
  ['Cornac', 'MF', 'svd'],
  ['Cornac', 'WMF', 'implicit-als'],
  ['Cornac', 'BPMF', 'bayesian-pmf'],
  ['papers', 'iALS iALS++ WALS eALS', 'implicit-als'],
  ['papers', 'NCF NeuralCF', 'neumf'],
  ['papers', 'FM libFM myFM', 'factorization-machine'],
  ['papers', 'BPR-MF', 'bpr'],
  ['papers', 'EDLAE', 'ease:dropout=0.5'],
  ['papers', 'P3alpha', 'rp3beta:beta=0'],
  ['papers', 'I-AutoRec U-AutoRec', 'autorec'],
  ['papers', 'timeSVD++', '~factorization-machine:user-bag=true,item-bag=true,day=true'],
  ['papers', 'TruncatedSVD', 'pure-svd'],
  ['papers', 'Prod2Vec Word2Vec', 'item2vec'],
  ['papers', 'SAR', '~item-knn:similarity=jaccard'],
];

/** Every name of another library, with what it is here. */
export const otherNames: readonly OtherName[] = table.flatMap(([from, names, text, or]) => {
  const isNearest = text.startsWith('~');
  return names.split(' ').map((name) => ({ from, name, ours: isNearest ? text.slice(1) : text, isNearest, ...(or && { or }) }));
});

/** "SVD++" and "svdpp", "k-OS" and "kos" are one name. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('+', 'p')
    .replace(/[^a-z0-9]/g, '');

/** What the name of another library is here, in any spelling; `undefined` where nobody calls a model so. */
export function otherName(asked: string): OtherName | undefined {
  const wanted = plain(asked);
  if (wanted === '') return undefined;
  const found = otherNames.find(({ name }) => name === asked) ?? otherNames.find(({ name }) => plain(name) === wanted);
  if (found !== undefined) return found;
  const own = modelCatalog.find(({ name }) => plain(name) === wanted);
  return own && { from: '', name: asked, ours: own.name, isNearest: false };
}

/** A sentence without its end: what it is called here. */
export function inOurWords({ from, name, ours, isNearest, or }: OtherName): string {
  const theirs = from === '' || from === 'papers' ? name : `${name} of ${from}`;
  return `${theirs} is ${isNearest ? `not here; the nearest is ${ours}` : `${ours} here`}${or === undefined ? '' : ` (${or})`}`;
}

/** The model of that name, and by which other name it was asked for. @throws LikewiseError `unknown-model` with the nearest name of ours or theirs */
export function modelCalled(asked: string): { readonly entry: CatalogEntry; readonly other?: OtherName } {
  const entry = modelCatalog.find(({ name }) => name === asked);
  if (entry !== undefined) return { entry };
  const other = otherName(asked);
  if (other === undefined) throw unknownModel(asked);
  const name = other.ours.split(':', 1)[0];
  return { entry: modelCatalog.find((candidate) => candidate.name === name) as CatalogEntry, other };
}

/** The error for a name that is no model: what another library's name is here, or the nearest name. */
export function unknownModel(asked: string): LikewiseError {
  const known = modelCatalog.map(({ name }) => name);
  const shown = JSON.stringify(asked.length > 60 ? `${asked.slice(0, 60)}…` : asked);
  const other = otherName(asked);
  if (other !== undefined)
    return new LikewiseError('unknown-model', `unknown model ${shown}: ${inOurWords(other)}.`, { name: asked, nearest: other.ours });
  const near =
    nearestName(asked, known) ??
    nearestName(
      asked,
      otherNames.map(({ name }) => name),
    );
  const theirs = near === undefined || known.includes(near) ? undefined : otherName(near);
  const hint = near === undefined ? '' : ` (did you mean "${near}"?${theirs === undefined ? '' : ` ${inOurWords(theirs)}`})`;
  return new LikewiseError('unknown-model', `unknown model ${shown}${hint}; expected one of ${known.join(', ')}.`, {
    name: asked,
    known,
    nearest: near,
  });
}
