/** Attention within sequences that lie one after the other in a batch: no padding is computed. */
import { LikewiseError } from '../errors.ts';
import { at, bits, input, type Sequences, type Tensor, whole } from './tape.ts';

/**
 * Each token asks itself and those before it in its sequence: softmax(q · kᵀ ÷ √(width ÷ heads)) · v, each head on its own columns
 * (Vaswani et al., NeurIPS 2017). `rate`: dropout of the weights. q, k, v: [tokens × width]; heads must divide width.
 */
export function causalAttention(q: Tensor, k: Tensor, v: Tensor, sequences: Sequences, heads: number, rate = 0): Tensor {
  const { tape, width, rows } = q;
  const { pointers, longest } = sequences;
  if (!Number.isSafeInteger(heads) || heads < 1 || width % heads !== 0)
    throw new LikewiseError('invalid-option', `causalAttention: heads must divide the width ${width}; got ${heads}.`, { heads });
  if (rows !== sequences.tokens || k.rows !== rows || v.rows !== rows || k.width !== width || v.width !== width)
    throw new LikewiseError('invalid-option', 'causalAttention: q, k and v must be of the tokens of the sequences, of one width.', {});
  const size = width / heads;
  const [tokens, columns] = [Math.ceil(longest / 4) * 4, Math.ceil(size / 4) * 4];
  // Weights of one head and their slopes, a head's rows of all that takes part, and two numbers a token; assembly/neural-attention.ts.
  tape.scratchBytes = Math.max(tape.scratchBytes, 4 * (2 * tokens * tokens + 7 * tokens * columns + 6 * tokens));
  const output = tape.tensor(rows, width, q.learns || k.learns || v.learns);
  /** log Σ e^score of each token and head. */
  const normalisers = tape.tensor(rows, heads, false);
  const key = tape.key();
  const factor = bits(1 / Math.sqrt(size));
  const average = Math.ceil(rows.size / sequences.rows.size);
  const dropped = (probability: number): number[] => [Math.floor(probability * 2 ** 32) | 0, bits(1 / (1 - probability)), key, longest];
  for (const mode of ['training', 'inference'] as const)
    tape.emit(
      {
        operation: 'attention',
        rows: sequences.rows,
        operands: [
          at(output),
          at(q),
          at(k),
          at(v),
          q.stride,
          heads,
          size,
          input(pointers),
          at(normalisers),
          normalisers.stride,
          factor,
          ...dropped(mode === 'training' ? rate : 0),
        ],
        reads: [whole(q), whole(k), whole(v)],
        writes: [output.storage, normalisers.storage],
        work: 2 * average * average * width,
      },
      mode,
    );
  tape.whenBack(output, (gradient) => {
    const slopes: Tensor[] = [];
    for (const one of [q, k, v])
      tape.contribute({ ...one, learns: true }, (target, add) => {
        if (add !== 0) throw new LikewiseError('invalid-option', 'causalAttention: q, k and v may feed nothing else.', {});
        slopes.push(target);
      });
    tape.emit(
      {
        operation: 'attentionBack',
        rows: sequences.rows,
        operands: [
          at(gradient),
          at(output),
          at(q),
          at(k),
          at(v),
          q.stride,
          heads,
          size,
          input(pointers),
          at(normalisers),
          normalisers.stride,
          factor,
          ...dropped(rate),
          ...slopes.map((slope) => at(slope)),
        ],
        reads: [gradient, output, q, k, v, normalisers].map(whole),
        writes: slopes.map(({ storage }) => storage),
        work: 5 * average * average * width,
      },
      'training',
    );
  });
  return output;
}
