/** A network of user and item with layers, for other runtimes: `user` and `item` numbers in, one answer a pair out. */
import type { Activation } from '../../kernels/neural-program.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import { OnnxGraph } from '../../onnx/graph.ts';
import type { LayersState, NetworkSpans, NumberSpan } from './layered-state.ts';
import type { Layers } from './layers.ts';

export interface ExportedLayers {
  readonly state: LayersState;
  readonly layers: Layers;
  readonly activation: Activation;
  readonly spans: NetworkSpans;
  readonly constant: number;
  readonly knowsUser: (userIndex: number) => boolean;
  readonly knowsItem: (itemIndex: number) => boolean;
}

/** `linked` writes what makes the answer of the sum; it is named `score`. */
export function layeredGraph(
  { state, layers, activation, spans, constant, knowsUser, knowsItem }: ExportedLayers,
  linked: (graph: OnnxGraph, sum: string) => string,
): OnnxGraph {
  const graph = new OnnxGraph();
  const [user, item] = ['user', 'item'].map((name) => graph.input(name, 'int64', ['batch']));
  const table = (name: string, { rows, columns, values }: DenseMatrix, numbers: string): string =>
    graph.rows(graph.floats(name, values, [rows, columns]), numbers);
  const [p, q] = [table('user factors', state.userFactors, user), table('item factors', state.itemFactors, item)];
  const part = (x: string, { begin, end }: NumberSpan): string =>
    graph.node('Slice', [x, graph.integers(begin), graph.integers(end), graph.integers(1)]);
  let x = graph.node('Concat', [part(p, spans.layers), part(q, spans.layers)], { axis: 1 });
  const count = layers.widths.length - 1;
  for (let k = 0; k < count; k++) {
    const { weights, biases } = layers.layer(k);
    x = graph.dense(`layer ${k}`, x, weights, biases);
    if (k < count - 1) x = graph.activate(x, activation);
  }
  let sum = graph.node('Squeeze', [x, graph.integers(1)]);
  if (spans.product !== undefined) {
    const product = graph.multiply(part(p, spans.product), part(q, spans.product));
    sum = graph.add(sum, graph.node('ReduceSum', [product, graph.integers(1)], { keepdims: 0 }));
  }
  const biased = [
    ['user biases', state.userBias, user],
    ['item biases', state.itemBias, item],
  ] as const;
  for (const [name, values, numbers] of biased)
    if (values.length > 0) sum = graph.add(sum, graph.rows(graph.floats(name, values), numbers));
  sum = linked(graph, graph.add(sum, graph.number(constant)));
  for (const [name, knows, size, numbers] of [
    ['unknown users', knowsUser, state.users.size, user],
    ['unknown items', knowsItem, state.items.size, item],
  ] as const)
    sum = graph.add(sum, graph.rows(graph.unknown(name, knows, size), numbers));
  graph.output('score', sum, ['batch']);
  return graph;
}
