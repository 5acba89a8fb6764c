// B29: the dot product of two embeddings with two biases, by SGD with momentum; fifteen epochs, one split and start a seed.
import { modelEntry } from '@likewise/core';
import { band, row } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';
import { trainedNetwork } from './networks.mjs';

const { heldOut, best } = await trainedNetwork('dot-embeddings', 'course-biases', [0, 1, 2], 'b23-embeddings');
row('B29', 'after 1 epoch: test MSE', band(0.8309, 0.0008), heldOut[0]);
row('B29', 'after 5 epochs: test MSE', band(0.8011, 0.0028), heldOut[4]);
row('B29', 'after 10 epochs: test MSE', band(0.7479, 0.0021), heldOut[9]);
row('B29', 'after 15 epochs: test MSE', band(0.7442, 0.002), heldOut[14]);
row('B29', 'best test MSE', band(0.7441, 0.0021), best);

// The curve's training error is that of the batches as they went by; the notes' is looked at after the epoch, which is lower.
const { train, test, mean } = await parts();
const entry = modelEntry('dot-embeddings');
const model = await entry.create(entry.presets['course-biases'].settings).fit(train);
row('B29', 'after 15 epochs: training MSE', band(0.6003, 0.0023), mse(model, train, mean));
row('B29', 'after 15 epochs, another split: test MSE', band(0.7442, 0.002), mse(model, test, mean));
