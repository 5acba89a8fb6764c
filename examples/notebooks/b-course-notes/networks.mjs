/** Trains a network of the notes with the settings that its preset holds; a fifth is looked at after every epoch, and stops nothing. */
import { modelEntry } from '@likewise/core';
import { linePlot, mean, table } from '../lesson.mjs';
import { subset } from './most-active.mjs';

/** Mean squared errors by epoch, means over the seeds: `training` as the batches went by, `heldOut` after the epoch. */
export async function trainedNetwork(name, preset, seeds, plot) {
  const ratings = await subset();
  const entry = modelEntry(name);
  const curves = [];
  for (const seed of seeds) {
    const settings = { ...entry.presets[preset].settings, validation: 0.2, patience: 15, seed };
    curves.push((await entry.create(settings).fit(ratings)).curve);
  }
  const mse = (part) => curves[0].map((_, k) => mean(curves.map((curve) => curve[k][part].rmse ** 2)));
  const [training, heldOut] = [mse('training'), mse('validation')];
  table(
    ['epoch', 'training MSE', 'test MSE'],
    training.map((error, k) => [k + 1, error.toFixed(4), heldOut[k].toFixed(4)]),
  );
  // One start, as someone sees who trains once.
  const points = (part) => curves[0].map((at) => [at.epoch, at[part].rmse ** 2]);
  await linePlot(plot, {
    title: `${name}: squared error by epochs`,
    x: 'epoch',
    y: 'MSE',
    series: [
      { label: 'training', points: points('training') },
      { label: 'held out', points: points('validation') },
    ],
  });
  const best = mean(curves.map((curve) => Math.min(...curve.map(({ validation }) => validation.rmse ** 2))));
  return { training, heldOut, best };
}
