/** What models that train a network promise of batches and checkpoints; the others refuse them by name. */

import { expect, test } from 'vitest';
import type { FitCheckpoint } from '../../src/models/contract/estimator.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/persist/checkpoint-file.ts';
import { encodeModel } from '../../src/persist/model-file.ts';

import { lawData } from '../law-data.ts';
import type { Subject } from './subject.ts';

export function checkpointLaws({ entry, options, train, fit }: Subject): void {
  if (!entry.checkpoints) {
    test('has no checkpoints, and says so by name', async () => {
      await expect(fit(train, { onCheckpoint: () => {} })).rejects.toMatchObject({
        code: 'no-checkpoint',
        message: expect.stringContaining(`${entry.factory}.fit`),
      });
    });
    return;
  }

  test('goes on from a checkpoint, also one of a file, to the same bytes; batches and epochs are reported', async () => {
    const undisturbed = encodeModel(await fit(train));
    const checkpoints: FitCheckpoint[] = [];
    let batches = 0;
    const whole = await fit(train, {
      onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint),
      onBatch: ({ epoch, epochs, batch, batches: all, loss, learningRate, examplesPerSecond, secondsLeft }) => {
        batches++;
        expect(epoch).toBeLessThanOrEqual(epochs);
        expect(batch).toBeLessThanOrEqual(all);
        for (const value of [loss, learningRate, examplesPerSecond, secondsLeft]) expect(value).toSatisfy(Number.isFinite);
      },
    });
    expect(encodeModel(whole)).toEqual(undisturbed);
    expect(batches).toBeGreaterThanOrEqual(checkpoints.length);
    expect(checkpoints.length).toBeGreaterThan(1);
    for (const place of [0, checkpoints.length >> 1, checkpoints.length - 1]) {
      const epochs: number[] = [];
      const checkpoint = decodeCheckpoint(encodeCheckpoint(checkpoints[place]));
      const resumed = await fit(train, { checkpoint, onEpoch: ({ epoch }) => void epochs.push(epoch) });
      expect(encodeModel(resumed), `from epoch ${checkpoint.at.epoch}`).toEqual(undisturbed);
      expect(epochs).toEqual(checkpoints.slice(place + 1).map(({ at }) => at.epoch));
    }
  });

  test('refuses a checkpoint of other settings or data, and names what differs', async () => {
    let checkpoint: FitCheckpoint | undefined;
    const stop = new Error('enough');
    const first = fit(train, {
      onCheckpoint: (given) => {
        checkpoint = given;
        throw stop;
      },
    });
    await expect(first).rejects.toBe(stop);
    const other = entry.create({ ...options.settings, seed: 77 });
    await expect(other.fit(train, { checkpoint })).rejects.toMatchObject({
      code: 'wrong-checkpoint',
      message: expect.stringMatching(/seed 0, not 77/),
    });
    const data = lawData(entry);
    const { values, ...pattern } = data.userItems;
    // Other times for models of sequences, else other values.
    const changed = data.with({
      userItems: { ...pattern, values: values.map((value, k) => (k === 3 ? value + 1 : value)) },
      timestamps: data.timestamps?.map((time) => time + 1),
    });
    await expect(fit(changed, { checkpoint })).rejects.toMatchObject({
      code: 'wrong-checkpoint',
      message: expect.stringContaining('of other data'),
    });
    const here = checkpoint as unknown as FitCheckpoint;
    const grown: FitCheckpoint = { ...here, of: { ...here.of, network: 'of older days' } };
    await expect(fit(train, { checkpoint: grown })).rejects.toMatchObject({ message: expect.stringContaining('another version') });
    const foreign: FitCheckpoint = { ...here, of: { ...here.of, model: 'another' } };
    await expect(fit(train, { checkpoint: foreign })).rejects.toMatchObject({ message: expect.stringContaining('one of another') });
  });
}
