/** The notebook's network with its mistake: the product contracts both axes, one number for all rows of a batch. A loop of its own. */
import { DotEmbeddingsModel, dotEmbeddingsEntry, patternOf, seededRandom, shuffle } from '@likewise/core';
import { rowsOf } from '../movielens.mjs';
import { course } from './half-stars.mjs';

const batch = 64;
const size = 20;

export function trainMistaken(train, test, epochs, seed = 0) {
  const random = seededRandom(seed);
  const truncated = (deviation) => {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    return (value * deviation) / 0.87962566;
  };
  const rows = [train.users.size, train.items.size];
  const values = [
    ...rows.map((n) => Float64Array.from({ length: n * size }, () => truncated(Math.sqrt(2 / n)))),
    ...rows.map((n) => Float64Array.from({ length: n }, () => 0.1 * random.uniform() - 0.05)),
  ];
  const [people, films, personBias, filmBias] = values;
  const [slopes, first, second] = [0, 0, 0].map(() => values.map((one) => new Float64Array(one.length)));
  const shares = (part) => Array.from(rowsOf(part), (rating) => ({ ...rating, share: (rating.value - 0.5) / 4.5 }));
  const [known, hidden] = [shares(train), shares(test)];
  // A split in random order, as the notebook's: people in batches of their own would be predicted otherwise.
  shuffle(seededRandom(seed, 'held out'), hidden);

  /** Errors of one batch under its one product. */
  const errorsOf = (ratings) => {
    let product = 0;
    for (const { userIndex: u, itemIndex: i } of ratings)
      for (let f = 0; f < size; f++) product += people[u * size + f] * films[i * size + f];
    return ratings.map(({ userIndex: u, itemIndex: i, share }) => {
      const guess = 1 / (1 + Math.exp(-(product + personBias[u] + filmBias[i])));
      return { u, i, error: guess - share, slope: (2 * (guess - share) * guess * (1 - guess)) / ratings.length };
    });
  };
  const log = [];
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(random, known);
    let squares = 0;
    for (let begin = 0; begin < known.length; begin += batch) {
      const errors = errorsOf(known.slice(begin, begin + batch));
      // Every row's product moves the one number, and so every row's error.
      const whole = errors.reduce((sum, { slope }) => sum + slope, 0);
      for (const { u, i, slope, error } of errors) {
        squares += error ** 2;
        slopes[2][u] += slope;
        slopes[3][i] += slope;
        for (let f = 0; f < size; f++) {
          slopes[0][u * size + f] += whole * films[i * size + f];
          slopes[1][i * size + f] += whole * people[u * size + f];
        }
      }
      step++;
      for (const [k, value] of values.entries()) adam(value, slopes[k], first[k], second[k], k < 2 ? 2e-6 : 0, step);
    }
    let held = 0;
    for (let begin = 0; begin < hidden.length; begin += batch)
      for (const { error } of errorsOf(hidden.slice(begin, begin + batch))) held += error ** 2;
    log.push({ training: squares / known.length, heldOut: held / hidden.length });
  }
  const matrix = (k) => ({ rows: rows[k], columns: size, values: Float32Array.from(values[k]) });
  const { users, items, userItems, ratingScale } = train;
  const learned = {
    userFactors: matrix(0),
    itemFactors: matrix(1),
    userBias: Float32Array.from(personBias),
    itemBias: Float32Array.from(filmBias),
  };
  const settings = dotEmbeddingsEntry.create(course).settings;
  const state = { settings, users, items, seen: patternOf(userItems), ratingScale, meanRating: 0, curve: [], ...learned };
  return { log, model: new DotEmbeddingsModel(dotEmbeddingsEntry, state) };
}

/** One step of 0.001 over a whole table, as the notebook's penalty moves every row; clears the slopes. */
function adam(values, slopes, first, second, penalty, step) {
  const rate = (0.001 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  const epsilon = 1e-7 * Math.sqrt(1 - 0.999 ** step);
  for (let k = 0; k < values.length; k++) {
    const slope = slopes[k] + penalty * values[k];
    first[k] += 0.1 * (slope - first[k]);
    second[k] += 0.001 * (slope * slope - second[k]);
    values[k] -= (rate * first[k]) / (Math.sqrt(second[k]) + epsilon);
    slopes[k] = 0;
  }
}
