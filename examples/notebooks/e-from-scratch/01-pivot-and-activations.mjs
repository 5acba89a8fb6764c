// E1: the notebook pivots a million ratings to 22 million cells, 0 for missing; kept as sparse rows they are what was rated.
import { exact, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz');
const { rows, columns, pointers, indexes, values } = ratings.userItems;
const bytes = pointers.byteLength + indexes.byteLength + values.byteLength;
table(
  ['kept as', 'megabytes'],
  [
    ['dense matrix of float64', ((rows * columns * 8) / 1e6).toFixed(1)],
    ['sparse rows', (bytes / 1e6).toFixed(1)],
  ],
);
row('E1', 'users × films', exact('6040 × 3706'), `${rows} × ${columns}`);
row('E1', 'ratings', exact(1000209), ratings.size);

// Two activations that the notebook defines and never uses.
const mish = (x) => x * Math.tanh(Math.log1p(Math.exp(x)));
const leaky = (x) => Math.max(x, 0.2 * x);
row('E1', 'mish(1)', exact('0.865098'), mish(1));
row('E1', 'mish(−1)', exact('−0.303401'), mish(-1));
row('E1', 'leaky(−1)', exact('−0.2'), leaky(-1));
