// B30: both embeddings side by side into a layer of 400 (ReLU) and one number out; no biases.
import { band, row } from '../lesson.mjs';
import { trainedNetwork } from './networks.mjs';

const { training, heldOut, best } = await trainedNetwork('deep', 'course-relu', [0], 'b24-network');
// After the first epoch steps of 0.08 leave the test error where the last batches put it: between 0.81 and 0.85.
row('B30', 'after 1 epoch: training MSE', band(0.8638, 0.0005), training[0]);
row('B30', 'after 5 epochs: training MSE', band(0.7592, 0.0004), training[4]);
row('B30', 'after 5 epochs: test MSE', band(0.7866, 0.0045), heldOut[4]);
row('B30', 'after 15 epochs: training MSE', band(0.68, 0.004), training[14]);
row('B30', 'after 15 epochs: test MSE', band(0.7719, 0.0136), heldOut[14]);
row('B30', 'best test MSE', band(0.7591, 0.0043), best);
