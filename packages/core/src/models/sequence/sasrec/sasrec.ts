/**
 * Self-attentive sequential recommendation (SASRec): a transformer reads what a user met, in order, and its output ranks what comes next.
 *
 * With x⁰_t = √d y_{i_t} + p_t (item and place), blocks l = 1 … L of
 *   a = x + Attention(norm(x)),  x' = a + W₂ relu(W₁ norm(a) + b₁) + b₂   (attention of each token to itself and those before it)
 * and h_t = norm(x^L_t), score(u,i) = h_last · y_i. Training lowers the mean over tokens of −ln (e^{h_t·y_next} / Σ_j e^{h_t·y_j}), j over
 * all items or over the next one and negatives that the tokens of a batch share, drawn uniformly; or gBCE against these. residual "gated"
 * multiplies what is added to x by σ(W x + b). Adam, β = 0.9 and 0.98; rows of the item vectors that a batch does not meet stand still.
 *
 * Source: Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018, doi:10.1109/ICDM.2018.00035; cross-entropy instead of one
 * negative: Klenitskiy, Vasilev: Turning Dross Into Gold Loss, RecSys 2023, arXiv:2309.07602; gBCE: Petrov, Macdonald: gSASRec, RecSys 2023,
 * arXiv:2308.07192; gates: Zhai et al., LiGR, arXiv:2502.03417.
 * Differs: histories are packed, not padded; keys and values are normalised as queries are; a history
 * longer than maxLength trains whole, in windows.
 */
import { inPlace, numberedRows } from '../../../matrix/numbered-rows.ts';
import { columnCounts, patternOf } from '../../../matrix/sparse.ts';
import { orderedHistories } from '../../../sequences/histories.ts';
import { requirePositives } from '../../answering/positives.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { Encoder } from './encoder.ts';
import { SASRecModel } from './model.ts';
import { requireWholeHeads, type SASRecOptions, sasrecOptions } from './options.ts';
import { sasrecPresets } from './presets.ts';
import { type TrainedSASRec, trainSASRec } from './training.ts';
import { packedWeights } from './weights.ts';

export const sasrecEntry: CatalogEntry<SASRecOptions, SASRecModel, 'sasrec'> = defineEstimator({
  name: 'sasrec',
  factory: 'sasrec',
  family: 'sequence',
  summary: 'A transformer over what people met, in order: the next item by attention to the whole history.',
  feedback: 'implicit',
  weights: 'counted',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'batch-fold-in', 'vector'],
  ordered: true,
  checkpoints: true,
  options: sasrecOptions,
  formula: 'score(u,i) = h·y_i, h = what L blocks of causal attention make of the history; minimizing −Σ_t ln softmax(h_t·y)_next',
  source:
    'Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018, doi:10.1109/ICDM.2018.00035; Petrov, Macdonald: gSASRec, RecSys 2023, arXiv:2308.07192',
  presets: sasrecPresets,
  check: requireWholeHeads,
  async fit(settings, train, context) {
    const { signal } = context;
    requirePositives('sasrec', train);
    const { pointers, items } = orderedHistories('sasrec', train);
    const { numberOf, places } = numberedRows(columnCounts({ columns: train.items.size, indexes: items }));
    const histories = Array.from({ length: train.users.size }, (_, user) =>
      items.subarray(pointers[user], pointers[user + 1]).map((item) => numberOf[item]),
    );
    const kernels = await kernelsOf(context);
    const { factors } = settings;
    const stateOf = async ({ parameters, curve }: TrainedSASRec) => {
      const encoder = await Encoder.open(places.length, settings, kernels);
      try {
        encoder.load(parameters);
        return {
          seen: patternOf(train.userItems),
          userFactors: { rows: train.users.size, columns: factors, values: await encoder.vectors(histories, signal) },
          itemFactors: inPlace(parameters['item table'], factors, places, train.items.size),
          weights: packedWeights(parameters, settings),
          curve,
        };
      } finally {
        encoder.close();
      }
    };
    return await stateOf(await trainSASRec(histories, places.length, settings, train, { ...tellingStates(context, stateOf), kernels }));
  },
  shapes: SASRecModel.shapes,
  model: SASRecModel,
});

/**
 * Every value above 0 is a step of a history, whatever its size. Order is by time, those of one moment as the source has them.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-timestamps`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await sasrec({ factors: 64 }).fit(train);
 */
export const sasrec: Factory<SASRecOptions, SASRecModel> = sasrecEntry.create;
