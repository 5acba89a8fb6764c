/** A model whose scores are the same for everyone: for every user of its id map, and for anyone who comes with ratings. */
import type { UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { ScoringModel, type ScoringState } from './scoring-model.ts';

export abstract class SameForAllModel<State extends ScoringState & ModelState> extends ScoringModel<State> {
  /** Score of each item, the caller's own copy; [items]. */
  protected abstract scores(): Float32Array;

  protected answers(user: UserQuery): boolean {
    return typeof user === 'object' || this.users.indexOf(user) !== undefined;
  }

  /** `undefined` for an unknown user. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    return this.answers(user) ? this.scores() : undefined;
  }
}
