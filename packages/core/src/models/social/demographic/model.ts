/** What a demographic model can be asked. */

import type { Id } from '../../../data/id-map.ts';
import { clipped } from '../../../data/rating-scale.ts';
import { rowIndexes, rowValues, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost } from '../../answering/explanation.ts';
import { trainingIndex } from '../../answering/user-row.ts';
import { AttributeSpace, type Moments, type Profile } from '../../attributes/attribute-space.ts';
import type { ModelAbout } from '../../contract/fitted-model.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, RatingPredictor, Reason, UserQuery } from '../../contract/model.ts';
import { VotingModel, type VotingState } from '../../friends/voting-model.ts';
import type { DemographicOptions } from './options.ts';

export interface DemographicState extends VotingState {
  readonly featureNames: readonly string[];
  readonly moments: Moments;
  /** How much each attribute tells, in [0, 1]; [attributes, by first column]. */
  readonly strengths: Float64Array;
  /** Attributes of each user; [users × featureNames]. */
  readonly profiles: SparseRows;
}

/** Weights of everyone for one profile, summed by item. */
interface Group {
  /** w(u,v) by the profile of v. */
  readonly weightOf: (profile: Profile) => number;
  /** Σ_v w(u,v). */
  readonly weight: number;
  /** Σ w of the users who have the item; [items]. */
  readonly weights: Float64Array;
  /** Σ w · (rating − μ); [items]; summed when first asked for, since lists by popularity do without. */
  sums: Float64Array | undefined;
}

/** Users with the same attributes, and what they share with someone. */
interface Alike {
  readonly users: readonly number[];
  /** In words. */
  readonly common: string;
  readonly weight: number;
}

/** Bytes of the groups that are kept between questions. */
const KEPT_BYTES = 64e6;

export class DemographicModel extends VotingModel<DemographicState, DemographicOptions> implements RatingPredictor, Explains {
  readonly #space: AttributeSpace;
  readonly #groups = new Map<string, Group>();
  #everyone: Group | undefined;
  #sumsAsked = false;
  /** [items × users]. */
  #byItem: SparseRows | undefined;
  /** Users with the same attributes: profile → users. */
  #alike: readonly { readonly profile: Profile; readonly users: readonly number[] }[] | undefined;

  constructor(about: ModelAbout, state: DemographicState) {
    super(about, state);
    this.#space = new AttributeSpace(state.featureNames, state.moments);
  }
  /** Attributes that a newcomer can state. */
  get attributes(): readonly string[] {
    return this.#space.attributes;
  }

  /**
   * Mean rating of users like them, leaning on everyone; `undefined` for a user of whom neither a rating nor an attribute is known, an item
   * nobody rated, and without ratings. @throws LikewiseError `unknown-feature`, `invalid-value`
   */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    const profile = this.#profileOf(user);
    const { ratingScale } = this.state;
    if (itemIndex === undefined || profile === undefined || ratingScale === null) return undefined;
    const isKnown = typeof user === 'object' || profile.columns.length > 0 || trainingIndex(this.users, this.votes, user) !== undefined;
    if (!isKnown) return undefined;
    const rating = this.#ratingOf(this.#groupOf(profile), itemIndex);
    return Number.isNaN(rating) ? undefined : clipped(rating, ratingScale);
  }

  /**
   * Share of users like them who have each item, leaning on everyone, or predicted ratings (option `ranking`); NaN for an item nobody
   * has. Ratings of a newcomer change nothing but what is left out of lists; without features everyone answers.
   * @throws LikewiseError `unknown-feature`, `invalid-value`
   */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const profile = this.#profileOf(user);
    if (profile === undefined) return undefined;
    const group = this.#groupOf(profile);
    const scores = new Float32Array(this.items.size);
    for (let itemIndex = 0; itemIndex < scores.length; itemIndex++) scores[itemIndex] = this.#scoreOf(group, itemIndex);
    return scores;
  }

  /** Parts of the score by what the users behind it share with the one asked for, and by everyone; `people`: how many have the item. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const profile = this.#profileOf(user);
    if (profile === undefined) return undefined;
    const group = this.#groupOf(profile);
    const alike = this.#usersAlike()
      .map(({ profile: other, users }) => ({
        users,
        common: this.#space.inCommon(profile, other),
        weight: this.#weightOf(profile, other),
      }))
      .filter(({ common, weight }) => common !== '' && weight !== 0);
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined) return undefined;
      const score = Math.fround(this.#scoreOf(group, itemIndex));
      if (Number.isNaN(score)) return undefined;
      return { score, because: this.#becauseOf(group, alike, itemIndex, score).slice(0, most) };
    });
  }

  #becauseOf(group: Group, alike: readonly Alike[], itemIndex: number, score: number): Reason[] {
    const byRating = this.settings.ranking === 'rating';
    const scale = byRating ? group.weights[itemIndex] + this.settings.ratingDamping : group.weight + this.settings.damping;
    const all = this.#groupOfEveryone();
    const parts = new Map<string, { people: number; contribution: number }>();
    let told = 0;
    const has = this.#valuesOf(itemIndex);
    for (const { common, weight, users } of alike) {
      for (const user of users) {
        const value = has.get(user);
        if (value === undefined) continue;
        const part = parts.get(common) ?? { people: 0, contribution: 0 };
        part.people++;
        const contribution = (weight * (byRating ? value : 1)) / scale;
        part.contribution += contribution;
        told += contribution;
        parts.set(common, part);
      }
    }
    const because: Reason[] = [...parts].map(([attribute, part]) => ({ attribute, ...part }));
    because.push({ attribute: 'everyone', people: all.weights[itemIndex], contribution: score - told });
    return because.sort((a, b) => b.contribution - a.contribution);
  }

  #scoreOf(group: Group, itemIndex: number): number {
    if (this.settings.ranking === 'rating') return this.#ratingOf(group, itemIndex);
    const all = this.#groupOfEveryone();
    if (all.weights[itemIndex] === 0) return Number.NaN;
    const { damping } = this.settings;
    return (group.weights[itemIndex] + (damping * all.weights[itemIndex]) / all.weight) / (group.weight + damping);
  }

  #ratingOf(group: Group, itemIndex: number): number {
    const all = this.#groupOfEveryone();
    if (all.weights[itemIndex] === 0) return Number.NaN;
    const { meanRating } = this.state;
    const { ratingDamping } = this.settings;
    // Sums are of deviations from μ: equal ratings give exactly μ.
    const general = this.#sumsOf(all)[itemIndex] / (all.weights[itemIndex] + ratingDamping);
    return meanRating + (this.#sumsOf(group)[itemIndex] + ratingDamping * general) / (group.weights[itemIndex] + ratingDamping);
  }

  #weightOf(mine: Profile, other: Profile): number {
    let distance = 0;
    this.#space.shared(mine, other).forEach((share, a) => {
      if (share >= 0) distance += this.state.strengths[a] * (1 - share);
    });
    return this.settings.mismatch ** distance;
  }

  /** Of a user the attributes of training; of a newcomer what is told; `undefined` for an unknown id. */
  #profileOf(user: UserQuery): Profile | undefined {
    if (typeof user === 'object') return this.#space.profileOf('demographic', user.features ?? {});
    const userIndex = this.users.indexOf(user);
    return userIndex === undefined ? undefined : this.#profileOfRow(userIndex);
  }

  #profileOfRow(userIndex: number): Profile {
    const { profiles } = this.state;
    return { columns: rowIndexes(profiles, userIndex), values: rowValues(profiles, userIndex) };
  }

  #groupOf(profile: Profile): Group {
    const key = keyOf(profile);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made = this.#summed((other) => this.#weightOf(profile, other));
    const most = Math.max(1, Math.floor(KEPT_BYTES / ((this.#sumsAsked ? 16 : 8) * this.items.size)));
    while (this.#groups.size >= most) this.#groups.delete(this.#groups.keys().next().value as string);
    this.#groups.set(key, made);
    return made;
  }

  #groupOfEveryone(): Group {
    this.#everyone ??= this.#summed(() => 1);
    return this.#everyone;
  }

  #summed(weightOf: (profile: Profile) => number): Group {
    const { pointers, indexes } = this.votes;
    const weights = new Float64Array(this.items.size);
    let total = 0;
    for (const { profile, users } of this.#usersAlike()) {
      const weight = weightOf(profile);
      if (weight === 0) continue;
      for (const user of users) {
        total += weight;
        const end = pointers[user + 1];
        for (let e = pointers[user]; e < end; e++) weights[indexes[e]] += weight;
      }
    }
    return { weightOf, weight: total, weights, sums: undefined };
  }

  /** Of data with ratings. */
  #sumsOf(group: Group): Float64Array {
    if (group.sums !== undefined) return group.sums;
    this.#sumsAsked = true;
    const { meanRating } = this.state;
    const { pointers, indexes, values } = this.votes;
    const sums = new Float64Array(this.items.size);
    for (const { profile, users } of this.#usersAlike()) {
      const weight = group.weightOf(profile);
      if (weight === 0) continue;
      for (const user of users)
        for (let e = pointers[user]; e < pointers[user + 1]; e++) sums[indexes[e]] += weight * (values[e] - meanRating);
    }
    group.sums = sums;
    return sums;
  }

  /** Users with interactions, by profile, in the order of the first of each. */
  #usersAlike(): readonly { readonly profile: Profile; readonly users: readonly number[] }[] {
    if (this.#alike !== undefined) return this.#alike;
    const found = new Map<string, { profile: Profile; users: number[] }>();
    const { pointers } = this.votes;
    for (let user = 0; user < this.users.size; user++) {
      if (pointers[user] === pointers[user + 1]) continue;
      const profile = this.#profileOfRow(user);
      const key = keyOf(profile);
      const alike = found.get(key);
      if (alike === undefined) found.set(key, { profile, users: [user] });
      else alike.users.push(user);
    }
    this.#alike = [...found.values()];
    return this.#alike;
  }

  /** Value of the item by user, of those who have it. */
  #valuesOf(itemIndex: number): ReadonlyMap<number, number> {
    this.#byItem ??= transpose(this.votes).matrix;
    const values = rowValues(this.#byItem, itemIndex);
    return new Map(Array.from(rowIndexes(this.#byItem, itemIndex), (user, e) => [user, values[e]]));
  }
}

const keyOf = ({ columns, values, unmatched = [] }: Profile): string =>
  `${Array.from(columns).join()};${Array.from(values).join()};${unmatched.join()}`;
