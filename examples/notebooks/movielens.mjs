/** Ratings files of the data folder as interactions, and the mean error of predictions. */
import { readInteractions } from 'likewise';
import { data } from './lesson.mjs';

export const ratingsOf = async (file, options) => (await readInteractions(data(file), options)).interactions;

/** Every row as `{ user, item, userIndex, itemIndex, value }`, by user. */
export function* rowsOf({ users, items, userItems: { pointers, indexes, values } }) {
  for (const [userIndex, user] of users.ids.entries())
    for (let e = pointers[userIndex]; e < pointers[userIndex + 1]; e++)
      yield { user, item: items.ids[indexes[e]], userIndex, itemIndex: indexes[e], value: values[e] };
}

/** Mean squared error before clipping; where the model has no answer, by the mean that it learned from. */
export function mseOf(model, ratings) {
  let squares = 0;
  let scored;
  let scores;
  for (const { user, itemIndex, item, value } of rowsOf(ratings)) {
    if (user !== scored) {
      scores = model.scoreItems(user);
      scored = user;
    }
    const place = model.items === ratings.items ? itemIndex : model.items.indexOf(item);
    const score = scores?.[place] ?? Number.NaN;
    squares += ((Number.isNaN(score) ? model.state.meanRating : score) - value) ** 2;
  }
  return squares / ratings.size;
}
