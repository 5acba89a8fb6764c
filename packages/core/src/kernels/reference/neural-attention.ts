/** Causal attention over packed sequences, in plain TypeScript. */
import { numberOf, type OperationTwin, type OperationTwins, type StepContext } from './neural-step.ts';
import { mix } from './rows.ts';

/** Factor of the weight of token i for token j under dropout; both are numbers in the batch, j ≤ i. */
function keeper(
  { seed, step }: StepContext,
  [threshold, factor, key, longest]: readonly number[],
  heads: number,
): (i: number, back: number, head: number) => number {
  const stream = mix(seed + Math.imul(key, 0x9e3779b1), step) | 0;
  return (i, back, head) => (mix(stream, Math.imul(Math.imul(i, heads) + head, longest) + back) >= threshold >>> 0 ? numberOf(factor) : 0);
}

const attention: OperationTwin = (context, begin, end) => {
  const { operands, floats, words } = context;
  const [out, q, k, v, stride, heads, size, pointers, normalisers, normaliserStride, factor, ...dropped] = operands;
  const kept = keeper(context, dropped, heads);
  for (let s = begin; s < end; s++) {
    const first = words[pointers + s];
    for (let i = first; i < words[pointers + s + 1]; i++) {
      for (let head = 0; head < heads; head++) {
        const column = head * size;
        const scores: number[] = [];
        for (let j = first; j <= i; j++) {
          let score = 0;
          for (let c = column; c < column + size; c++) score += floats[q + i * stride + c] * floats[k + j * stride + c];
          scores.push(score * numberOf(factor));
        }
        const most = Math.max(...scores);
        const normaliser = most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
        floats[normalisers + i * normaliserStride + head] = normaliser;
        for (let c = column; c < column + size; c++) {
          let sum = 0;
          scores.forEach((score, at) => {
            sum += Math.exp(score - normaliser) * kept(i, i - first - at, head) * floats[v + (first + at) * stride + c];
          });
          floats[out + i * stride + c] = sum;
        }
      }
    }
  }
};

const attentionBack: OperationTwin = (context, begin, end) => {
  const { operands, floats, words } = context;
  const [gradient, out, q, k, v, stride, heads, size, pointers, normalisers, normaliserStride, factor, ...rest] = operands;
  const [dq, dk, dv] = rest.slice(4);
  const kept = keeper(context, rest, heads);
  for (let s = begin; s < end; s++) {
    const [first, last] = words.subarray(pointers + s);
    for (const target of [dq, dk, dv]) floats.fill(0, target + first * stride, target + last * stride);
    for (let i = first; i < last; i++) {
      for (let head = 0; head < heads; head++) {
        const columns = Array.from({ length: size }, (_, c) => head * size + c);
        const product = (a: number, ra: number, b: number, rb: number): number =>
          columns.reduce((sum, c) => sum + floats[a + ra * stride + c] * floats[b + rb * stride + c], 0);
        const along = product(gradient, i, out, i);
        for (let j = first; j <= i; j++) {
          const weight = Math.exp(product(q, i, k, j) * numberOf(factor) - floats[normalisers + i * normaliserStride + head]);
          const keep = kept(i, i - j, head);
          const slope = weight * (keep * product(gradient, i, v, j) - along) * numberOf(factor);
          for (const c of columns) {
            floats[dv + j * stride + c] += weight * keep * floats[gradient + i * stride + c];
            floats[dq + i * stride + c] += slope * floats[k + j * stride + c];
            floats[dk + j * stride + c] += slope * floats[q + i * stride + c];
          }
        }
      }
    }
  }
};

export const attentions: OperationTwins = { attention, attentionBack };
