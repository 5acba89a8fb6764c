import { describe, expect, test } from 'vitest';
import { modelCatalog } from '../../src/models/catalog.ts';
import type { EpochReport } from '../../src/models/contract/estimator.ts';
import type { ShowsTraining } from '../../src/models/contract/learning-curve.ts';
import type { Model } from '../../src/models/contract/model.ts';
import { decodeModel, encodeModel } from '../../src/persist/model-file.ts';
import { lawData } from '../../testkit/law-data.ts';

const trained = modelCatalog.filter(({ checkpoints }) => checkpoints);

describe.each(trained.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
  const settings = { epochs: 3, validation: 0.3, patience: 3 };

  test('shows what each epoch reported, also from a file', async () => {
    const reports: EpochReport[] = [];
    const model = (await entry.create(settings).fit(lawData(entry), { onEpoch: (report) => void reports.push(report) })) as ShowsTraining;
    expect(model.curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const [k, { training, validation, learningRate, seconds }] of model.curve.entries()) {
      expect(seconds).toBeUndefined();
      expect(learningRate).toBeGreaterThanOrEqual(0);
      const { figures = {} } = reports[k];
      const told = Object.entries(figures).map(([name, value]) => [name.toLowerCase(), value]);
      expect(Object.fromEntries(told)).toEqual({
        ...Object.fromEntries(Object.entries(training).map(([name, value]) => [`train${name}`, value])),
        ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation${name}`, value])),
        learningrate: learningRate,
      });
      expect(Object.keys(training)).not.toEqual([]);
      expect(Object.keys(validation).length).toBe(1);
    }
    const read = decodeModel(encodeModel(model), [entry]) as ShowsTraining;
    expect(read.curve).toEqual(model.curve);
  });

  test.each([['none'], [[{ epoch: 1, training: { rmse: 'low' }, validation: {} }]], [[null]], [undefined]])(
    'a file with the curve %j is refused',
    async (curve) => {
      const model: Model = await entry.create({ epochs: 1 }).fit(lawData(entry));
      const { name, abilities, users, items, state } = model;
      const bytes = encodeModel({ name, abilities, users, items, state: { ...state, curve: curve as never } });
      expect(() => decodeModel(bytes, [entry])).toThrow(
        expect.objectContaining({ code: 'invalid-state', message: expect.stringMatching(/curve must be a learning curve/) }),
      );
    },
  );
});
