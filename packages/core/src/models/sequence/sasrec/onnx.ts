/** A fitted sasrec for other runtimes: histories in, scores of what comes next out. The twin of forward.ts for many histories at once. */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { NORM_EPSILON } from '../../../neural/normalisation.ts';
import { OnnxGraph } from '../../../onnx/graph.ts';
import type { SASRecOptions } from './options.ts';

/** What is added to the score of a token that may not be seen: e to its power is 0, and sums stay numbers. */
const HIDDEN = -1e9;

/**
 * `history` [batch × length]: numbers of items, the newest last, −1 before shorter ones; of longer ones than maxLength the newest count.
 * `scores` [batch × items]: NaN for items without a vector and where the newest item is none.
 */
export function sasrecGraph(
  itemFactors: DenseMatrix,
  weights: Readonly<Record<string, Float32Array>>,
  settings: SASRecOptions,
  known: Uint8Array,
): OnnxGraph {
  const { factors, layers, heads, positions, residual, maxLength } = settings;
  const graph = new OnnxGraph();
  const { integer, integers } = { integer: (k: number) => graph.integer(k), integers: (...k: number[]) => graph.integers(...k) };
  const given = graph.input('history', 'int64', ['batch', 'length']);
  const history = graph.node('Slice', [given, integers(-maxLength), integers(2 ** 31), integers(1)]);
  const there = graph.node('GreaterOrEqual', [history, integer(0)]);
  const items = graph.node('Max', [history, integer(0)]);
  const length = graph.node('Gather', [graph.node('Shape', [history]), integer(1)], { axis: 0 });
  const places = graph.node('Range', [integer(0), length, integer(1)]);
  const table = graph.floats('item factors', itemFactors.values, [itemFactors.rows, factors]);
  const placeTable = graph.floats('places', weights['place table'], [maxLength, factors]);
  const counted = graph.node('Cast', [there], { to: 7 });
  const place =
    positions === 'from-end'
      ? graph.node('Sub', [graph.node('Sub', [length, integer(1)]), places])
      : graph.node('Max', [graph.node('Sub', [graph.node('CumSum', [counted, integer(1)]), integer(1)]), integer(0)]);
  let x = graph.add(graph.multiply(graph.rows(table, items), graph.number(Math.sqrt(factors))), graph.rows(placeTable, place));

  // [batch × 1 × query × key]: 0 where the key is there and no later than the query.
  const queries = graph.node('Unsqueeze', [places, integers(1)]);
  const seen = graph.node('And', [
    graph.node('GreaterOrEqual', [queries, graph.node('Unsqueeze', [places, integers(0)])]),
    graph.node('Unsqueeze', [there, integers(1, 2)]),
  ]);
  const hidden = graph.node('Where', [seen, graph.number(0), graph.number(HIDDEN)]);

  const layerOf = (name: string, input: string): string => graph.dense(name, input, weights[`${name}.weight`], weights[`${name}.bias`]);
  const norm = (name: string, input: string): string => {
    const [gain, bias] = ['gain', 'bias'].map((part) => graph.floats(`${name} ${part}`, weights[`${name}.${part}`]));
    return graph.node('LayerNormalization', [input, gain, bias], { axis: -1, epsilon: { float: NORM_EPSILON } });
  };
  const join = (name: string, input: string, part: string): string =>
    graph.add(input, residual === 'gated' ? graph.multiply(part, graph.activate(layerOf(`${name}.gate`, input), 'sigmoid')) : part);
  const size = factors / heads;
  const split = (input: string, perm: readonly number[]): string =>
    graph.node('Transpose', [graph.node('Reshape', [input, integers(0, 0, heads, size)])], { perm });
  for (let layer = 0; layer < layers; layer++) {
    const named = (part: string): string => `layer ${layer}.${part}`;
    const before = norm(named('attention norm'), x);
    const q = split(layerOf(named('query'), before), [0, 2, 1, 3]);
    const k = split(layerOf(named('key'), before), [0, 2, 3, 1]);
    const v = split(layerOf(named('value'), before), [0, 2, 1, 3]);
    const scores = graph.multiply(graph.node('MatMul', [q, k]), graph.number(1 / Math.sqrt(size)));
    const shares = graph.node('Softmax', [graph.add(scores, hidden)], { axis: -1 });
    const heard = graph.node('Transpose', [graph.node('MatMul', [shares, v])], { perm: [0, 2, 1, 3] });
    x = join(named('attention'), x, layerOf(named('joined'), graph.node('Reshape', [heard, integers(0, 0, factors)])));
    const inner = graph.activate(layerOf(named('inner'), norm(named('forward norm'), x)), 'relu');
    x = join(named('forward'), x, layerOf(named('outer'), inner));
  }
  const last = graph.node('Gather', [norm('output norm', x), integer(-1)], { axis: 1 });
  const scores = graph.node('MatMul', [last, graph.node('Transpose', [table], { perm: [1, 0] })]);
  const newest = graph.node('Gather', [there, integers(-1)], { axis: 1 });
  const answered = graph.node('Where', [newest, scores, graph.number(Number.NaN)]);
  const unknown = graph.unknown('unknown items', (i) => known[i] === 1, known.length);
  graph.output('scores', graph.add(answered, unknown), ['batch', known.length]);
  return graph;
}
