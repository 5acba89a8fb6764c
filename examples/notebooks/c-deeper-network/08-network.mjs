// C6 honestly: 70 % to learn from, shuffled, 10 % to stop by, 20 % judged once. One seed.
import { deep, deepEntry, parseSplit, presetOf } from '@likewise/core';
import { band, exact, linePlot, mean, row, table } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';

const split = parseSplit('random:0.8').apply(await ratingsOf('ml-100k/u.data.gz'));
const [{ train, test }] = split.folds;
row('C6', 'ratings judged', exact(20000), test.size);

const model = await deep(presetOf(deepEntry, 'course-dropout')).fit(train);
const overall = mean(train.userItems.values);
const rows = [...rowsOf(test)];
const judged = [() => overall, ({ user, item }) => model.predict(user, item) ?? overall].map((predict) => {
  const errors = rows.map((rating) => Math.abs(predict(rating) - rating.value));
  return [Math.sqrt(mean(errors.map((error) => error ** 2))), mean(errors.map((error) => (error <= 0.5 ? 1 : 0)))];
});
// The share within half a star means something beside that of the mean.
table(
  ['', 'RMSE', 'within half a star'],
  judged.map((figures, k) => [['the mean', 'the network'][k], ...figures.map((figure) => figure.toFixed(4))]),
);
row('C6', 'test RMSE', band(0.9381, 0.0024), judged[1][0]);
await linePlot('c08-network', {
  title: 'The network honestly: RMSE by epoch',
  x: 'epoch',
  y: 'RMSE',
  series: ['training', 'validation'].map((part) => ({
    label: part,
    points: model.curve.map((point) => [point.epoch, point[part].rmse]),
  })),
});
