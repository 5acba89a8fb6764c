// E5, E6: one random rating of each person is looked for among 99 films never rated, and in the whole catalog. Three seeds.
import { evaluate, implicitALS, parseSplit, popular } from '@likewise/core';
import { band, exact, mean, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';
import { notebookALS } from './implicit.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz', { columns: 'user,item,weight,timestamp' });
const found = { popular: [], 'implicit-als': [] };
const kept = [];
for (const seed of [1, 2, 3]) {
  const split = parseSplit('leave-random').apply(ratings, { seed });
  kept.push(split.folds[0]);
  const estimators = [popular(), implicitALS({ ...notebookALS, seed })];
  const { rows } = await evaluate(estimators, split, ['hr@10', 'ndcg@10'], { sampled: 99, resamples: 0, seed });
  for (const { model, metrics } of rows) found[model].push(metrics);
}

// Films keep their index when their only rating is held out, and people too: both parts know all ids.
row('E5', 'ratings held out', exact(6040), kept[0].test.size);
row('E5', 'films that training and test number', exact('3706 3706'), `${kept[0].train.items.size} ${kept[0].test.items.size}`);

const over = (model, metric) => mean(found[model].map((metrics) => metrics[metric]));
const metrics = ['hr@10 (sampled 99)', 'ndcg@10 (sampled 99)', 'hr@10', 'ndcg@10'];
table(
  ['model', ...metrics],
  Object.keys(found).map((model) => [model, ...metrics.map((metric) => over(model, metric).toFixed(4))]),
);
row('E6', 'popularity: HR@10 among 99', band(0.5529, 0.0038), over('popular', metrics[0]));
row('E6', 'popularity: NDCG@10 among 99', band(0.3296, 0.004), over('popular', metrics[1]));
row('E6', 'implicit ALS: HR@10 among 99', band(0.7862, 0.0057), over('implicit-als', metrics[0]));
row('E6', 'implicit ALS: NDCG@10 among 99', band(0.4978, 0.0052), over('implicit-als', metrics[1]));
row('E6', 'implicit ALS: HR@10 in the whole catalog', band(0.1144, 0.0033), over('implicit-als', metrics[2]));
row('E6', 'implicit ALS: NDCG@10 in the whole catalog', band(0.0551, 0.001), over('implicit-als', metrics[3]));
