// B31: the dot product with biases plus a network (ELU) of the same embeddings, added: the network learns what the product leaves.
import { band, row } from '../lesson.mjs';
import { trainedNetwork } from './networks.mjs';

const { training, heldOut, best } = await trainedNetwork('residual', 'course-residual', [0, 1], 'b25-residual');
// The program was run once for the first ten epochs: no deviation is known, and steps of 0.08 leave 0.0067 of one.
row('B31', 'after 1 epoch: training MSE', band(0.8644, 0.0005), training[0]);
row('B31', 'after 1 epoch: test MSE', band(0.8204, 0.0067), heldOut[0]);
row('B31', 'after 5 epochs: training MSE', band(0.7637, 0.0004), training[4]);
row('B31', 'after 5 epochs: test MSE', band(0.7796, 0.0067), heldOut[4]);
row('B31', 'after 10 epochs: training MSE', band(0.679, 0.0009), training[9]);
row('B31', 'after 10 epochs: test MSE', band(0.7663, 0.0067), heldOut[9]);
row('B31', 'after 15 epochs: training MSE', band(0.6315, 0.0009), training[14]);
row('B31', 'after 15 epochs: test MSE', band(0.746, 0.0028), heldOut[14]);
row('B31', 'best test MSE', band(0.7437, 0.0003), best);
