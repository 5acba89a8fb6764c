/** A fitted model that scores every item for a user, and so can recommend. */
import type { SparsePattern } from '../../matrix/sparse.ts';
import { FittedModel } from '../contract/fitted-model.ts';
import type { Recommender, RecommendOptions, ScoredItem, UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { recommendByScores } from './recommend.ts';

export interface ScoringState extends ModelState {
  /** What training users had, with values where the model keeps them; [users × items]. */
  readonly seen: SparsePattern;
}

export abstract class ScoringModel<State extends ScoringState = ScoringState, Settings extends object = object>
  extends FittedModel<State, Settings>
  implements Recommender
{
  get seen(): SparsePattern {
    return this.state.seen;
  }

  abstract scoreItems(user: UserQuery): Float32Array | undefined;

  recommend(user: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, user, options);
  }
}
