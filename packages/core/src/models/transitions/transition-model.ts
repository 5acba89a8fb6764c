/**
 * Everything that can be asked of a model that goes from the items of a session to the next one by weights among items:
 * score(s,i) = Σ_k g_k w_{s_k,i} + b_i Σ_k r_{s_k}, with s_1 the newest item of the session, g_1 = 1, g_2, … how much the older ones count,
 * b_i the share of item i in all events, and r_j how much of b stands beside the weights of item j.
 * Someone known from training is asked about by the end of their training history.
 */
import type { Id } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { entryOf, patternOf, rowIndexes, rowValues, type SparseRows } from '../../matrix/sparse.ts';
import { number, type OptionSpecs } from '../../options.ts';
import { type Histories, nothingFollows, orderedHistories } from '../../sequences/histories.ts';
import { recentItems, sessionBegins } from '../../sequences/sessions.ts';
import { atOnce, checkedMost, explanationOf } from '../answering/explanation.ts';
import { requirePositives } from '../answering/positives.ts';
import { bestItems, checkedN } from '../answering/recommend.ts';
import { topItemsByScores } from '../answering/recommend-many.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import { toldSession } from '../answering/told-session.ts';
import type { FitContext } from '../contract/estimator.ts';
import type {
  BatchRecommender,
  Explainer,
  ExplainOptions,
  Explains,
  Explanation,
  ItemSimilarity,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import { checkStateLists, type Shape } from '../contract/state-shapes.ts';

export interface TransitionSettings {
  /** Hours of pause after which a new session begins; without it a history is one session; > 0. */
  readonly sessionGap?: number | undefined;
}

export const transitionOptions: OptionSpecs<TransitionSettings> = {
  sessionGap: number(undefined, { above: 0 }, 'hours of pause after which a new session begins; without it a history is one session'),
};

export interface TransitionState extends ScoringState {
  /** w_ji: how item i follows item j; row j, column i; [items × items], diagonal 0. */
  readonly weights: SparseRows;
  /** b_i: share of each item in the events of training; [items]. */
  readonly shares: Float32Array;
  /** r_j; [items]. */
  readonly rests: Float32Array;
  /** Newest items of each user's last session, oldest first, one user after the other; [events kept]. */
  readonly recent: Uint32Array;
  /** [users + 1]. */
  readonly recentPointers: Uint32Array;
}

/** Shapes of the state, for files. */
export const transitionShapes = ({ users, items, recent, weights }: TransitionState): Readonly<Record<string, Shape>> => ({
  seen: [users.size, items.size],
  weights: [items.size, items.size],
  'weights.values': [weights?.indexes.length],
  shares: [items.size],
  rests: [items.size],
  recent: [recent?.length, undefined, 'integers'],
  recentPointers: [users.size + 1, undefined, 'integers'],
});

/** @throws LikewiseError `invalid-state` where a user's recent items are none of the model's */
export function restoredTransitions(model: string, state: TransitionState): TransitionState {
  checkStateLists(model, { pointers: state.recentPointers, rows: state.recent }, state.items.size);
  return state;
}

/** What training of such models begins with. */
export interface TrainingSessions {
  readonly histories: Histories;
  /** 1 where an event begins a session; [events]. */
  readonly begins: Uint8Array;
  /** Events of each item; [items]. */
  readonly counts: Float64Array;
  readonly state: Pick<TransitionState, 'seen' | 'shares' | 'recent' | 'recentPointers'>;
}

/** @param most items kept of each user. @throws LikewiseError `empty-data`, `unexpected-ratings`, `negative-weight`, `missing-timestamps` */
export function trainingSessions(
  owner: string,
  train: Interactions,
  { sessionGap }: TransitionSettings,
  most: number,
  { onNote }: FitContext,
): TrainingSessions {
  requirePositives(owner, train);
  const histories = orderedHistories(`${owner}.fit`, train);
  const begins = sessionBegins(histories, sessionGap);
  if (!begins.includes(0)) onNote?.(nothingFollows(owner));
  const recent = recentItems(histories, begins, most);
  const counts = new Float64Array(train.items.size);
  for (const item of histories.items) counts[item]++;
  const shares = Float32Array.from(counts, (count) => count / histories.items.length);
  const seen = patternOf(train.userItems);
  return { histories, begins, counts, state: { seen, shares, recent: recent.items, recentPointers: recent.pointers } };
}

export abstract class TransitionModel<Settings extends TransitionSettings>
  extends ScoringModel<TransitionState, Settings>
  implements BatchRecommender, ItemSimilarity, Explains
{
  /** g_1, g_2, …: as many as items of a session count. */
  protected abstract depths(): ArrayLike<number>;

  /** NaN for an item that training never met. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const session = this.#sessionOf(user);
    if (session === undefined) return undefined;
    const { weights, shares } = this.state;
    const sums = new Float64Array(shares.length);
    const depths = this.depths();
    session.forEach((itemIndex, k) => {
      const g = depths[session.length - 1 - k];
      for (let w = weights.pointers[itemIndex]; w < weights.pointers[itemIndex + 1]; w++) sums[weights.indexes[w]] += g * weights.values[w];
    });
    const rest = this.#restOf(session);
    const scores = new Float32Array(sums.length);
    // A loop, not a mapping: everyone of an evaluation is asked for all items.
    for (let i = 0; i < scores.length; i++) scores[i] = shares[i] === 0 ? Number.NaN : sums[i] + rest * shares[i];
    return scores;
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    return topItemsByScores(this, userIndexes, options);
  }

  /** By w_ji: what follows `item`. `undefined` also for an item that training never met. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.state.shares[itemIndex] === 0) return undefined;
    const scores = new Float32Array(this.items.size).fill(Number.NaN);
    const values = rowValues(this.state.weights, itemIndex);
    rowIndexes(this.state.weights, itemIndex).forEach((column, e) => {
      scores[column] = values[e];
    });
    return bestItems(this.items, scores, length);
  }

  /** g_k w_{s_k,i} of each item of the session that has a weight for it, and what is so for everyone; shares add up to the score. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const session = this.#sessionOf(user);
    if (session === undefined) return undefined;
    const { weights, shares } = this.state;
    const depths = this.depths();
    const rest = this.#restOf(session);
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || shares[itemIndex] === 0) return undefined;
      const parts = Float64Array.from(session, (j, k) => depths[session.length - 1 - k] * weightOf(weights, j, itemIndex));
      const indexes = session.filter((_, k) => parts[k] !== 0);
      return explanationOf(
        this.items,
        { indexes, values: new Float32Array() },
        parts.filter((part) => part !== 0),
        rest * shares[itemIndex],
        most,
      );
    });
  }

  #restOf(session: Uint32Array): number {
    return session.reduce((sum, itemIndex) => sum + this.state.rests[itemIndex], 0);
  }

  #sessionOf(user: UserQuery): Uint32Array | undefined {
    const { shares, recent, recentPointers } = this.state;
    if (typeof user === 'object')
      return toldSession(this.about.factory, this.items, user.ratings, {
        learned: (itemIndex) => shares[itemIndex] > 0,
        gapHours: this.settings.sessionGap,
        most: this.depths().length,
      });
    const userIndex = this.users.indexOf(user);
    if (userIndex === undefined || recentPointers[userIndex] === recentPointers[userIndex + 1]) return undefined;
    return recent.subarray(recentPointers[userIndex], recentPointers[userIndex + 1]);
  }
}

function weightOf(weights: SparseRows, row: number, column: number): number {
  const entry = entryOf(weights, row, column);
  return entry === undefined ? 0 : weights.values[entry];
}
