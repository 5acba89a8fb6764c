// D3, D4: ratings as parts of the scale that the data declare, a tenth held out; what predicting the mean is worth.
import { exact, mean, row, within } from '../lesson.mjs';
import { halfStars, heldOutByNotebook } from './half-stars.mjs';

const ratings = await halfStars();
const { min, max } = ratings.ratingScale;
row('D3', 'declared scale', exact('0.5 … 5'), `${min} … ${max}`);

const { train, test } = heldOutByNotebook(ratings);
row('D4', 'training and held out', exact('90003 / 10001'), `${train.size} / ${test.size}`);
// Parts keep the scale of the whole, whatever falls into them.
row('D3', 'scale of the held-out part', exact('0.5 … 5'), `${test.ratingScale.min} … ${test.ratingScale.max}`);

const shares = ({ userItems }) => Array.from(userItems.values, (rating) => (rating - min) / (max - min));
const [known, hidden] = [shares(train), shares(test)];
row('D3', 'least and most share', exact('0 1'), `${Math.min(...known)} ${Math.max(...known)}`);
const overall = mean(known);
row('D5', 'predicting the training mean: held-out MSE', within(0.0552, 0.00005), mean(hidden.map((share) => (share - overall) ** 2)));
