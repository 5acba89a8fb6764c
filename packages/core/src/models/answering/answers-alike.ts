/** What the baselines share. */
import type { Model, Who } from '../contract/model.ts';

/** Whether a model that tells the same to everyone answers: for every user of its id map, and for anyone who comes with ratings. */
export function answersAlike({ users }: Model, who: Who): boolean {
  return typeof who === 'object' || users.indexOf(who) !== undefined;
}
