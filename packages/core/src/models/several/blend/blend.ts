/**
 * Blend: several models rank better than each of them, where they err in different places.
 *   score(u,i) = Σ_m w_m f_m(u,i),
 * f_m = 1 / (k + rank_m(u,i)) for reciprocal rank fusion, or the score of member m on a common scale: (s_m(u,i) − mean) / deviation, or
 * (s_m(u,i) − least) / (most − least), over the items that u does not have (or does, and does not like).
 *
 * Source: Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009,
 * doi:10.1145/1571941.1572114; scores: Fox, Shaw: Combination of Multiple Searches, TREC-2, 1993 (CombSUM).
 * Differs: members may count differently, as told or as found by NDCG@10 on what was held out of the data.
 */
import { unitedIds } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { type SparseRows, withEmptyRows } from '../../../matrix/sparse.ts';
import { resolveOptions } from '../../../options.ts';
import { refuseCheckpoint, refuseRefit } from '../../contract/define-estimator.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import type { Recommender, Scorer } from '../../contract/model.ts';
import { requireLikes } from '../../contract/requirements.ts';
import type { ModelState, StateSettings } from '../../contract/state.ts';
import { invalidState, type StateCheck } from '../../contract/state-shapes.ts';
import { BlendModel, type BlendState, memberState, packedMembers } from './model.ts';
import { type BlendOptions, blendOptions, estimatorsOf, membersOfText, textOfMembers, weightsOfText } from './options.ts';
import { heldOut, tunedWeights } from './tuning.ts';

const about = {
  name: 'blend',
  factory: 'blend',
  family: 'several',
  summary: 'Several models in one, by ranks or by scores: better lists where they err in different places.',
  feedback: 'implicit',
  abilities: ['score', 'recommend', 'batch', 'fold-in', 'explain'],
  ordered: true,
  options: blendOptions,
  formula:
    'score(u,i) = Σ_m w_m f_m(u,i), f_m = 1 / (k + rank_m(u,i)) or the score of m on a common scale, over the items that u does not have',
  source:
    'Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods, SIGIR 2009, doi:10.1145/1571941.1572114; Fox, Shaw: Combination of Multiple Searches, TREC-2, 1993',
  presets: {
    'amazon-beauty': {
      settings: { models: 'sequential-rules:preset=amazon-beauty+sasrec:preset=amazon-beauty' },
      found:
        'by the members’ own presets; equal weights and min-max by what likewise evaluate early.csv --model blend:… --split leave-last:2 --metric ndcg@10 measures of 1,500 people, on Amazon Beauty without everyone’s last row; tried min-max, z-score and rrf with shares of 0.1 to 0.9',
    },
    'ml-1m': {
      settings: { models: 'sequential-rules:preset=ml-1m+sasrec:preset=ml-1m' },
      found: 'by the members’ own presets, with the defaults that were found on Amazon Beauty: nothing was tuned here',
    },
  },
} as const satisfies Omit<CatalogEntry<BlendOptions, BlendModel, 'blend'>, 'create' | 'restore'>;

/**
 * The catalog's record of blends of the models in `entries`: `decodeModel(bytes, [blendEntryOf([sequentialRulesEntry, sasrecEntry])])` reads
 * a blend of these two and bundles no others.
 */
export function blendEntryOf(entries: readonly CatalogEntry[]): CatalogEntry<BlendOptions, BlendModel, 'blend'> {
  return Object.freeze({
    ...about,
    create(given?: Partial<BlendOptions>): Estimator<BlendModel, BlendOptions> {
      const settings = resolveOptions('blend', blendOptions, given);
      return estimatorOf(settings, estimatorsOf(membersOfText(entries, settings.models), settings));
    },
    restore: (state: ModelState, verify?: StateCheck): BlendModel => restored(entries, state, verify),
  });
}

export interface BlendOfEstimators extends Partial<Omit<BlendOptions, 'models' | 'weights'>> {
  /** Estimators of models that rank, two or more. */
  readonly models: readonly Estimator<Recommender>[];
  /** How much each model counts: numbers ≥ 0, equal, or tuned by NDCG@10 on a held-out part of the data. @default 'equal' */
  readonly weights?: readonly number[] | 'equal' | 'tuned' | undefined;
}

/**
 * Several models as one. Every member is fitted to the same data; with tuned weights, before that to what is left when a part is held out.
 * It is read again by `decodeModel` with `blendEntry`, or with `blendEntryOf` the entries of its members.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: what members throw, and `empty-part` where nothing can be held out.
 * @example const model = await blend({ models: [sequentialRules(), sasrec()], method: 'rrf' }).fit(train);
 */
export function blend({ models, weights, ...others }: BlendOfEstimators): Estimator<BlendModel, BlendOptions> {
  const texts = { models: textOfMembers(models), weights: typeof weights === 'object' ? weights.join('+') : weights };
  return estimatorOf(resolveOptions('blend', blendOptions, { ...others, ...texts }), models);
}

function estimatorOf(settings: Readonly<BlendOptions>, members: readonly Estimator[]): Estimator<BlendModel, BlendOptions> {
  const weights = weightsOfText(settings, members.length);
  return Object.freeze({
    name: about.name,
    settings,
    learns: 'likes',
    async fit(train: Interactions, context: FitContext = {}): Promise<BlendModel> {
      refuseRefit('blend', context);
      refuseCheckpoint('blend', context);
      context.signal?.throwIfAborted();
      requireLikes('blend', train);
      const steps = new Steps(weights === 'tuned' ? [...members, ...members] : members, context);
      const found = weights === 'tuned' ? await tuned(members, train, settings, steps, context) : weights;
      const fitted = await steps.fitAll(members, train);
      const [users, items] = [
        fitted.map((member) => member.users).reduce(unitedIds),
        fitted.map((member) => member.items).reduce(unitedIds),
      ];
      const own = { users, items, seen: seenOf(train, users.size, items.size) };
      const parts = packedMembers(fitted, own);
      const names = fitted.map(({ name }) => name);
      const state = { settings: { ...settings } as unknown as StateSettings, ...own, members: names, weights: found, ...parts };
      return new BlendModel(about, state as BlendState, fitted);
    },
  });
}

async function tuned(
  members: readonly Estimator[],
  train: Interactions,
  settings: Readonly<BlendOptions>,
  steps: Steps,
  { signal }: FitContext,
): Promise<Float64Array> {
  const part = heldOut(train, settings);
  const fitted = await steps.fitAll(members, part.train);
  return tunedWeights(fitted, part, settings, () => signal?.throwIfAborted());
}

/** What training users had; ids that only a member knows have nothing. */
const seenOf = ({ userItems }: Interactions, users: number, items: number): SparseRows =>
  userItems.rows === users && userItems.columns === items ? userItems : withEmptyRows(userItems, users, items);

/** Fits one model after the other, and tells of their epochs as of one training. */
class Steps {
  readonly #context: FitContext;
  readonly #epochs: number;
  #told = 0;
  #before = 0;

  constructor(members: readonly Estimator[], context: FitContext) {
    this.#context = context;
    this.#epochs = members.reduce((sum, member) => sum + epochsOf(member), 0);
  }

  async fitAll(members: readonly Estimator[], train: Interactions): Promise<readonly Scorer[]> {
    const fitted: Scorer[] = [];
    for (const member of members) {
      const planned = epochsOf(member);
      const { onEpoch, from: _, refit: __, ...context } = this.#context;
      const listen =
        onEpoch &&
        ((report: { readonly epoch: number; readonly figures?: Readonly<Record<string, number>> | undefined }): Promise<void> =>
          this.#tell(this.#before + Math.min(report.epoch, planned), report.figures));
      fitted.push((await member.fit(train, { ...context, onEpoch: listen })) as Scorer);
      this.#before += planned;
      await this.#tell(this.#before);
      this.#context.signal?.throwIfAborted();
    }
    return fitted;
  }

  async #tell(epoch: number, figures?: Readonly<Record<string, number>>): Promise<void> {
    if (epoch <= this.#told) return;
    this.#told = epoch;
    await this.#context.onEpoch?.({ epoch, epochs: this.#epochs, figures });
  }
}

const epochsOf = ({ settings }: Estimator): number => {
  const { epochs } = settings as { readonly epochs?: unknown };
  return typeof epochs === 'number' ? epochs : 1;
};

function restored(entries: readonly CatalogEntry[], given: ModelState, verify: StateCheck | undefined): BlendModel {
  const settings = resolveOptions('blend', blendOptions, given.settings as Partial<BlendOptions>);
  const state = { ...given, settings: { ...settings } as unknown as StateSettings } as BlendState;
  const { members, users, items, weights } = state;
  const isNames = Array.isArray(members) && members.length > 0 && members.every((name) => typeof name === 'string');
  if (!isNames) throw invalidState('blend', 'members', 'names of models', JSON.stringify(members));
  verify?.('blend', state, { seen: [users.size, items.size], 'seen.values': [state.seen?.indexes.length], weights: [members.length] });
  if (weights.some((weight) => !(weight >= 0 && weight <= 1)))
    throw invalidState('blend', 'weights', 'shares from 0 to 1', 'one that is not');
  const fitted = members.map((name, k) => {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry === undefined)
      throw invalidState('blend', 'members', `models whose entries were given: ${entries.map((other) => other.name).join(', ')}`, name);
    const part = memberState(state, k);
    // Members come from training, which adds no items.
    if ((part['addedItems'] ?? 0) !== 0) throw invalidState('blend', `${k}.addedItems`, '0', JSON.stringify(part['addedItems']));
    const member = entry.restore(part as ModelState, verify) as Scorer;
    const isPart = member.items.ids.every((item) => items.indexOf(item) !== undefined);
    if (!isPart) throw invalidState('blend', `${k}.items`, 'items of the blend', 'others');
    return member;
  });
  return new BlendModel(about, state, fitted);
}
