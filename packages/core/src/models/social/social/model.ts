/** What a social model can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { clipped } from '../../../data/rating-scale.ts';
import { columnCounts, entryOf, filledRows, rowIndexes, rowValues, type SparseRows } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost } from '../../answering/explanation.ts';
import { foldInRow, trainingIndex } from '../../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, RatingPredictor, Reason, UserQuery } from '../../contract/model.ts';
import { VotingModel, type VotingState } from '../../friends/voting-model.ts';
import { circleOf } from './circle.ts';
import { userOffset } from './offsets.ts';
import type { SocialOptions } from './options.ts';

export interface SocialState extends VotingState {
  readonly offsetDamping: number;
  /** As stated or learned, in friends. */
  readonly damping: number;
  /** b_u; [users]. */
  readonly userOffsets: Float64Array;
  /** b_i; [items]. */
  readonly itemOffsets: Float64Array;
  /** Who trusts whom, 1 on average; [users × users]. */
  readonly trust: SparseRows;
}

/** A user as the model sees them. */
interface Standing {
  /** Weight of each user in reach, by user index. */
  readonly circle: ReadonlyMap<number, number>;
  /** b_u. */
  readonly offset: number;
}

/** Sums over a circle. */
interface Votes {
  /** Σ t of the circle's users with interactions. */
  readonly weight: number;
  /** Σ t of those who have the item; [items]. */
  readonly weights: Float64Array;
  /** Σ t · (r − μ − b_v − b_i); [items]; empty without ratings. */
  readonly deviations: Float64Array;
}

export class SocialModel extends VotingModel<SocialState, SocialOptions> implements RatingPredictor, Explains {
  #popularity: { readonly counts: Uint32Array; readonly users: number } | undefined;

  /** `undefined` for a user of whom neither a rating nor a friend is known, an item nobody rated, and without ratings. */
  predict(user: UserQuery, item: Id): number | undefined {
    const { ratingScale } = this.state;
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || ratingScale === null || !this.#isKnown(user)) return undefined;
    if (this.#everyone().counts[itemIndex] === 0) return undefined;
    const { circle, offset } = this.#standingOf(user) as Standing;
    let [weight, deviation] = [0, 0];
    for (const [other, trusted] of circle) {
      const value = this.#valueOf(other, itemIndex);
      if (value === undefined) continue;
      weight += trusted;
      deviation += trusted * this.#deviation(other, itemIndex, value);
    }
    return clipped(this.#rating(offset, itemIndex, weight, deviation), ratingScale);
  }

  /**
   * Share of friends who have each item, leaning on everyone, or predicted ratings (option `ranking`); NaN for an item nobody has. A
   * newcomer is known by `friends` (of which unknown ones are passed over) and, where ratings are predicted, by `ratings`.
   * @throws LikewiseError `invalid-value`
   */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const standing = this.#standingOf(user);
    if (standing === undefined) return undefined;
    const votes = this.#votesOf(standing.circle);
    return Float32Array.from({ length: this.items.size }, (_, itemIndex) => this.#scoreOf(standing, votes, itemIndex));
  }

  /** The friends who have the item, each with their part of the score, and everyone; `people`: how many have it. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const standing = this.#standingOf(user);
    if (standing === undefined) return undefined;
    const votes = this.#votesOf(standing.circle);
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined) return undefined;
      const score = Math.fround(this.#scoreOf(standing, votes, itemIndex));
      if (Number.isNaN(score)) return undefined;
      return { score, because: this.#becauseOf(standing, votes, itemIndex, score).slice(0, most) };
    });
  }

  #becauseOf({ circle }: Standing, votes: Votes, itemIndex: number, score: number): Reason[] {
    const byRating = this.settings.ranking === 'rating';
    const scale = byRating ? votes.weights[itemIndex] + this.settings.ratingDamping : votes.weight + this.state.damping;
    const because: Reason[] = [];
    let told = 0;
    for (const [other, trusted] of circle) {
      const value = this.#valueOf(other, itemIndex);
      if (value === undefined) continue;
      const contribution = (trusted * (byRating ? this.#deviation(other, itemIndex, value) : 1)) / scale;
      told += contribution;
      because.push({ user: this.users.ids[other], contribution });
    }
    because.push({ attribute: 'everyone', people: this.#everyone().counts[itemIndex], contribution: score - told });
    return because.sort((a, b) => b.contribution - a.contribution);
  }

  #isKnown(user: UserQuery): boolean {
    if (typeof user === 'object') return true;
    const { trust } = this.state;
    return trainingIndex(this.users, this.votes, user) !== undefined || trainingIndex(this.users, trust, user) !== undefined;
  }

  #scoreOf({ offset }: Standing, votes: Votes, itemIndex: number): number {
    const { counts, users } = this.#everyone();
    if (counts[itemIndex] === 0) return Number.NaN;
    const { damping } = this.state;
    if (this.settings.ranking === 'rating') return this.#rating(offset, itemIndex, votes.weights[itemIndex], votes.deviations[itemIndex]);
    return (votes.weights[itemIndex] + (damping * counts[itemIndex]) / users) / (votes.weight + damping);
  }

  #rating(offset: number, itemIndex: number, weight: number, deviation: number): number {
    const { meanRating, itemOffsets } = this.state;
    return meanRating + offset + itemOffsets[itemIndex] + deviation / (weight + this.settings.ratingDamping);
  }

  #deviation(other: number, itemIndex: number, value: number): number {
    const { meanRating, userOffsets, itemOffsets } = this.state;
    return value - meanRating - userOffsets[other] - itemOffsets[itemIndex];
  }

  #standingOf(user: UserQuery): Standing | undefined {
    const { trust, userOffsets, itemOffsets, meanRating, offsetDamping, ratingScale } = this.state;
    if (typeof user !== 'object') {
      const userIndex = this.users.indexOf(user);
      if (userIndex === undefined) return undefined;
      const friends = { indexes: rowIndexes(trust, userIndex), values: rowValues(trust, userIndex) };
      return { circle: circleOf(trust, userIndex, friends, this.settings), offset: userOffsets[userIndex] };
    }
    const known = [...new Set(Array.from(user.friends ?? [], (friend) => this.users.indexOf(friend) ?? -1))];
    const indexes = known.filter((friend) => friend >= 0).sort((a, b) => a - b);
    const circle = circleOf(trust, -1, { indexes, values: indexes.map(() => 1) }, this.settings);
    const row = foldInRow(this.items, user.ratings);
    const offset =
      row === undefined || ratingScale === null ? 0 : userOffset(row.indexes, row.values, itemOffsets, meanRating, offsetDamping);
    return { circle, offset };
  }

  #votesOf(circle: ReadonlyMap<number, number>): Votes {
    const { ratingScale } = this.state;
    const { pointers, indexes, values } = this.votes;
    const weights = new Float64Array(this.items.size);
    const deviations = new Float64Array(ratingScale === null ? 0 : this.items.size);
    let weight = 0;
    for (const [other, trusted] of circle) {
      const [begin, end] = [pointers[other], pointers[other + 1]];
      if (begin < end) weight += trusted;
      for (let e = begin; e < end; e++) {
        weights[indexes[e]] += trusted;
        if (ratingScale !== null) deviations[indexes[e]] += trusted * this.#deviation(other, indexes[e], values[e]);
      }
    }
    return { weight, weights, deviations };
  }

  /** What a user gave to an item; `undefined` where nothing. */
  #valueOf(other: number, itemIndex: number): number | undefined {
    const entry = entryOf(this.votes, other, itemIndex);
    return entry === undefined ? undefined : this.votes.values[entry];
  }

  #everyone(): { readonly counts: Uint32Array; readonly users: number } {
    this.#popularity ??= { counts: columnCounts(this.votes), users: filledRows(this.votes).length };
    return this.#popularity;
  }
}
