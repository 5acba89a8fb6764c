/** What a fitted blend can be asked: every answer is made of the answers of its members. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../../matrix/sparse.ts';
import { checkedMost, explainerOf, largestFirst } from '../../answering/explanation.ts';
import { rereadable } from '../../answering/recommend.ts';
import { topItemsByScores } from '../../answering/recommend-many.ts';
import { ScoringModel, type ScoringState } from '../../answering/scoring-model.ts';
import type { ModelAbout } from '../../contract/fitted-model.ts';
import {
  type Ability,
  type BatchRecommender,
  can,
  type Explainer,
  type ExplainOptions,
  type Explains,
  type Explanation,
  type Reason,
  type Scorer,
  type TopItems,
  type TopItemsOptions,
  type UserQuery,
} from '../../contract/model.ts';
import type { BlendOptions } from './options.ts';
import { sharesOf } from './shares.ts';

/** Of member k each part of its state under `k.` and its name, but for ids and seen items that are the blend's. */
export interface BlendState extends ScoringState {
  /** What training users had, with its values; [users × items]. */
  readonly seen: SparseRows;
  /** Names of the members. */
  readonly members: readonly string[];
  /** How much each member counts, 1 together; [members]. */
  readonly weights: Float64Array;
}

/** A member's shares of the blend's scores. */
interface MemberShares {
  readonly member: Scorer;
  /** Before they are weighed; [items of the blend]. */
  readonly shares: Float64Array;
  /** 1 for each item that it scores; [items of the blend]. */
  readonly scored: Uint8Array;
}

export class BlendModel extends ScoringModel<BlendState, BlendOptions> implements BatchRecommender, Explains {
  /** The fitted models. */
  readonly members: readonly Scorer[];
  readonly #places: readonly (Uint32Array | undefined)[];

  constructor(about: ModelAbout, state: BlendState, members: readonly Scorer[]) {
    super(about, state);
    this.members = Object.freeze([...members]);
    this.#places = members.map((member) => placesIn(this.items, member.items));
  }

  override get seen(): SparsePattern {
    return patternOf(this.state.seen);
  }

  /** It answers someone new where all members do. */
  override get abilities(): readonly Ability[] {
    return this.members.every((member) => can(member, 'fold-in'))
      ? this.about.abilities
      : this.about.abilities.filter((ability) => ability !== 'fold-in');
  }

  /** Of the members that know the user; `undefined` where none does. NaN for an item that none of them can score. */
  scoreItems(query: UserQuery): Float32Array | undefined {
    const found = this.#sharesFor(rereadable(query));
    if (found === undefined) return undefined;
    const sums = new Float64Array(this.items.size).fill(Number.NaN);
    found.forEach((part, k) => {
      if (part === undefined) return;
      const weight = this.state.weights[k];
      for (let item = 0; item < sums.length; item++)
        if (part.scored[item] === 1) sums[item] = (Number.isNaN(sums[item]) ? 0 : sums[item]) + weight * part.shares[item];
    });
    return Float32Array.from(sums);
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    return topItemsByScores(this, userIndexes, options);
  }

  /** What each member adds, told by its own reasons where it has some; they add up to the score. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(query: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const user = rereadable(query);
    const found = this.#sharesFor(user);
    if (found === undefined) return undefined;
    const explainers = found.map((part) =>
      part !== undefined && can(part.member, 'explain') ? explainerOf(part.member, user) : undefined,
    );
    return {
      prepare: () => explainers.some((explainer) => explainer?.prepare()),
      explain: (item) => {
        const itemIndex = this.items.indexOf(item);
        if (itemIndex === undefined || !found.some((part) => part?.scored[itemIndex] === 1)) return undefined;
        const reasons = found.flatMap((part, k) => {
          const share = part?.scored[itemIndex] === 1 ? this.state.weights[k] * part.shares[itemIndex] : 0;
          return share === 0 ? [] : reasonsOf(this.state.members[k], share, explainers[k]?.explain(item));
        });
        return joined(reasons, most);
      },
    };
  }

  /** [members], `undefined` where a member does not know the user; `undefined` where none does. */
  #sharesFor(user: UserQuery): readonly (MemberShares | undefined)[] | undefined {
    if (typeof user === 'object' && !can(this, 'fold-in')) return undefined;
    const had = this.#likedBy(user);
    const found = this.members.map((member, k) => {
      const own = member.scoreItems(user);
      if (own === undefined) return undefined;
      const scores = spread(own, this.#places[k], this.items.size);
      return {
        member,
        shares: sharesOf(scores, had, this.settings),
        scored: Uint8Array.from(scores, (score) => (Number.isNaN(score) ? 0 : 1)),
      };
    });
    return found.every((part) => part === undefined) ? undefined : found;
  }

  /** 1 for each item that the user has and likes: what was not liked teaches nothing; [items]. */
  #likedBy(user: UserQuery): Uint8Array {
    const had = new Uint8Array(this.items.size);
    if (typeof user === 'object') {
      for (const { item, value } of user.ratings) {
        const itemIndex = value === 0 ? undefined : this.items.indexOf(item);
        if (itemIndex !== undefined) had[itemIndex] = 1;
      }
      return had;
    }
    const userIndex = this.users.indexOf(user);
    if (userIndex === undefined) return had;
    const values = rowValues(this.state.seen, userIndex);
    rowIndexes(this.state.seen, userIndex).forEach((itemIndex, e) => {
      if (values[e] !== 0) had[itemIndex] = 1;
    });
    return had;
  }
}

/** Where each item of a member stands among the blend's; `undefined` where the maps are the same. */
const placesIn = (items: IdMap, own: IdMap): Uint32Array | undefined =>
  own === items ? undefined : Uint32Array.from(own.ids, (item) => items.indexOf(item) as number);

function spread(scores: Float32Array, places: Uint32Array | undefined, items: number): Float32Array {
  if (places === undefined) return scores;
  const all = new Float32Array(items).fill(Number.NaN);
  places.forEach((item, place) => {
    all[item] = scores[place];
  });
  return all;
}

/** A member's share, dealt out among its reasons as they make its own score. */
function reasonsOf(name: string, share: number, explanation: Explanation | undefined): readonly Reason[] {
  const sum = explanation?.because.reduce((total, { contribution }) => total + contribution, 0) ?? 0;
  if (explanation === undefined || Math.abs(sum) < 1e-30) return [{ attribute: name, contribution: share }];
  return explanation.because.map((reason) => ({ ...reason, contribution: (reason.contribution / sum) * share }));
}

/** The same item, user or attribute is one reason, whoever of the members names it. */
function joined(reasons: readonly Reason[], most: number | undefined): Explanation {
  const together = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = JSON.stringify([reason.item, reason.user, reason.attribute]);
    const known = together.get(key);
    together.set(key, known === undefined ? reason : { ...known, contribution: known.contribution + reason.contribution });
  }
  const all = [...together.values()];
  const shares = all.map(({ contribution }) => contribution);
  return { score: shares.reduce((sum, share) => sum + share, 0), because: largestFirst(shares, most).map((k) => all[k]) };
}

/** Members' states as parts of one. */
export function packedMembers(members: readonly Scorer[], own: Pick<BlendState, 'users' | 'items' | 'seen'>): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  members.forEach(({ state }, k) => {
    for (const [key, value] of Object.entries(state)) if (!isOwn(own, key, value)) parts[`${k}.${key}`] = value;
  });
  return parts;
}

/** The state of member k as its own model takes it. */
export function memberState(state: BlendState, k: number): Record<string, unknown> {
  const { users, items, seen } = state;
  const prefix = `${k}.`;
  const parts = Object.entries(state).filter(([key]) => key.startsWith(prefix));
  return { users, items, seen, ...Object.fromEntries(parts.map(([key, value]) => [key.slice(prefix.length), value])) };
}

/** What need not stand in the file twice. */
function isOwn(own: Pick<BlendState, 'users' | 'items' | 'seen'>, key: string, value: unknown): boolean {
  if (key === 'users' || key === 'items') return value === own[key];
  if (key !== 'seen') return false;
  const { pointers, indexes, values = own.seen.values } = value as SparsePattern & Partial<SparseRows>;
  return pointers === own.seen.pointers && indexes === own.seen.indexes && values === own.seen.values;
}
