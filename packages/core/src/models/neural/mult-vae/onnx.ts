/** A fitted mult-vae for other runtimes: what a person likes in, scores of all items out. */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { OnnxGraph } from '../../../onnx/graph.ts';
import type { VAELayers } from './code.ts';
import type { MultVAEOptions } from './options.ts';

/** `likes` [batch × items]: 1 for what is liked, else 0. `scores` [batch × items]; NaN for unknown items, and for someone who likes nothing known. */
export function multVAEGraph(
  { encoder, code, decoder }: VAELayers,
  { itemFactors, itemBias }: { readonly itemFactors: DenseMatrix; readonly itemBias: Float32Array },
  { variational }: Pick<MultVAEOptions, 'variational'>,
  known: Uint8Array,
): OnnxGraph {
  const graph = new OnnxGraph();
  const items = known.length;
  const given = graph.input('likes', 'float', ['batch', items]);
  const likes = graph.multiply(given, graph.floats('known items', Float32Array.from(known)));
  const count = graph.node('ReduceSum', [likes, graph.integers(1)], { keepdims: 1 });
  let x = graph.dense('encoder', graph.node('Div', [likes, graph.node('Sqrt', [count])]), encoder.weights.values, encoder.bias);
  if (code !== undefined) x = graph.dense('code', graph.activate(x, 'tanh'), code.weights.values, code.bias);
  if (!variational) x = graph.activate(x, 'tanh');
  if (decoder !== undefined) x = graph.activate(graph.dense('decoder', x, decoder.weights.values, decoder.bias), 'tanh');
  const { rows, columns, values } = itemFactors;
  const factors = graph.node('Transpose', [graph.floats('item factors', values, [rows, columns])], { perm: [1, 0] });
  const scores = graph.add(graph.node('MatMul', [x, factors]), graph.floats('item biases', itemBias));
  const unknown = graph.unknown('unknown items', (i) => known[i] === 1, items);
  graph.output('scores', graph.add(scores, unknown), ['batch', items]);
  return graph;
}
