/**
 * A fitted network with layers, whatever it learned from: score(u,i) = link(c + [b_u + b_i] + [p_u · q_i] + layers(p_u, q_i)), the parts in
 * brackets where the model has them.
 */
import type { Id } from '../../data/id-map.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import { rowOf } from '../../matrix/dense.ts';
import type { OnnxExportable, OnnxGraph } from '../../onnx/graph.ts';
import { checkedN } from '../answering/recommend.ts';
import { ScoringModel } from '../answering/scoring-model.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../contract/learning-curve.ts';
import type {
  BatchRecommender,
  FoldIn,
  History,
  ItemSimilarity,
  NewUser,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import { CosineSearch } from '../vectors/cosine-search.ts';
import { topItemsByLayers } from './layered-lists.ts';
import type { LayersState, NetworkSpans } from './layered-state.ts';
import { Layers } from './layers.ts';
import { layeredGraph } from './onnx-layers.ts';
import { hiddenWidths, type LayerSettings } from './settings.ts';

/** A user as the parts of the network take them. */
interface Person {
  readonly bias: number;
  /** Numbers of the embedding, then the bias where the model has one. */
  readonly numbers: ArrayLike<number>;
  /** What they bring to the first layer. */
  readonly brought: Float32Array;
}

export abstract class LayeredScorer<State extends LayersState, Settings extends Pick<LayerSettings, 'hidden' | 'activation'>>
  extends ScoringModel<State, Settings>
  implements BatchRecommender, ItemSimilarity, FoldIn, ShowsTraining, OnnxExportable
{
  #layers: Layers | undefined;
  #brought: (Float32Array | undefined)[] | undefined;
  #known: Uint8Array | undefined;
  #average: Float64Array | undefined;
  #compared: CosineSearch | undefined;

  protected abstract get spans(): NetworkSpans;
  /** c */
  protected abstract get constant(): number;
  protected abstract linked(sum: number): number;
  /** The numbers of someone new: of what is told of items of which training learned. */
  protected abstract solved(row: FoldInRow): Float64Array | undefined;

  /** Losses of every epoch, for plotting. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  /** Before clipping; NaN for an item of which training learned nothing. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const person = this.#personOf(user);
    if (person === undefined) return undefined;
    return Float32Array.from(this.knownItems, (known, i) => (known === 1 ? this.linked(this.#sumOf(person, i)) : Number.NaN));
  }

  /** For other runtimes; see onnx-layers.ts. */
  onnxGraph(): OnnxGraph {
    const { state, spans, constant, knownItems } = this;
    const knows = { knowsUser: (u: number) => this.knowsUser(u), knowsItem: (i: number) => knownItems[i] === 1 };
    const parts = { state, spans, constant, layers: this.#net, activation: this.settings.activation, ...knows };
    return layeredGraph(parts, (graph, sum) => this.linkedInGraph(graph, sum));
  }
  /** `linked`, as part of a graph. */
  protected linkedInGraph(_graph: OnnxGraph, sum: string): string {
    return sum;
  }

  /** Lists of many users, on all threads. @throws LikewiseError `invalid-option`, `invalid-index` */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const kernels = await loadKernels({ threads: options.threads });
    const { state, constant, spans, knownItems } = this;
    const parts = { state, seen: this.seen, spans, constant, knownItems, layers: this.#net, activation: this.settings.activation };
    const answers = { linked: (sum: number) => this.linked(sum), knowsUser: (userIndex: number) => this.knowsUser(userIndex) };
    return topItemsByLayers({ ...parts, ...answers }, userIndexes, options, kernels);
  }

  /** By the cosine of item embeddings, in [−1, 1]. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const count = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
    this.#compared ??= new CosineSearch(this.state.itemFactors, true);
    return this.#compared.nearest(itemIndex, count).map(({ row, score }) => ({ item: this.items.ids[row], score }));
  }

  /** The embedding of someone new, then their bias where the model has one. @throws LikewiseError `invalid-value` */
  foldIn(history: History): Float32Array | undefined {
    const solved = this.#solvedOf(history);
    return solved && Float32Array.from(solved);
  }

  /** Score of an item of which training learned; `undefined` where nothing is known of the user. */
  protected scoreOf(user: UserQuery, itemIndex: number): number | undefined {
    const person = this.#personOf(user);
    return person && this.linked(this.#sumOf(person, itemIndex));
  }
  /** The same for the average user. */
  protected averageScoreOf(itemIndex: number): number {
    return this.linked(this.#sumOf(this.#personAt(this.averageUser()), itemIndex));
  }

  #personOf(user: UserQuery): Person | undefined {
    const numbers = typeof user === 'object' ? this.#solvedOf((user as NewUser).ratings) : this.#numbersOfId(user);
    return numbers && this.#personAt(numbers);
  }
  #numbersOfId(user: Id): Float64Array | undefined {
    const userIndex = trainingIndex(this.users, this.seen, user);
    return userIndex === undefined || !this.knowsUser(userIndex) ? undefined : this.#numbersOf(userIndex);
  }
  #solvedOf(history: History): Float64Array | undefined {
    const row = foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1);
    return row && this.solved(row);
  }
  #personAt(numbers: ArrayLike<number>): Person {
    const { userFactors } = this.state;
    const { begin, end } = this.spans.layers;
    const brought = this.#net.ofUser(Array.prototype.slice.call(numbers, begin, end));
    return { bias: numbers[userFactors.columns] ?? 0, numbers, brought };
  }
  /** Embedding, then the bias where the model has one. */
  #numbersOf(userIndex: number): Float64Array {
    const { userFactors, userBias } = this.state;
    return Float64Array.of(...rowOf(userFactors, userIndex), ...userBias.subarray(userIndex, userIndex + 1));
  }

  #sumOf(person: Person, itemIndex: number): number {
    return this.#restOf(person, itemIndex) + this.#net.output(person.brought, this.#broughtBy(itemIndex));
  }
  /** All but the layers. */
  #restOf({ bias, numbers }: Person, itemIndex: number): number {
    const { itemBias, itemFactors } = this.state;
    let product = 0;
    const { begin, end } = this.spans.product ?? { begin: 0, end: 0 };
    for (let f = begin, at = itemIndex * itemFactors.columns; f < end; f++) product += numbers[f] * itemFactors.values[at + f];
    return this.constant + bias + (itemBias[itemIndex] ?? 0) + product;
  }

  /**
   * Sums of items for the user of these numbers: `factorOf` looks at each sum before the link, and says how much its slope by the user's
   * numbers counts in `slope`.
   */
  protected sumsAndSlope(
    numbers: Float64Array,
    indexes: ArrayLike<number>,
    slope: Float64Array,
    factorOf: (sum: number, e: number) => number,
  ): void {
    const { itemFactors, userBias } = this.state;
    const { product, layers } = this.spans;
    const { columns } = itemFactors;
    const person = this.#personAt(numbers);
    const ofLayers = slope.subarray(layers.begin, layers.end);
    for (let e = 0; e < indexes.length; e++) {
      const itemIndex = indexes[e];
      const { value, slope: outputSlope } = this.#net.outputAndSlope(person.brought, this.#broughtBy(itemIndex));
      const factor = factorOf(this.#restOf(person, itemIndex) + value, e);
      this.#net.addUserSlope(outputSlope, factor, ofLayers);
      if (product !== undefined)
        for (let f = product.begin; f < product.end; f++) slope[f] += factor * itemFactors.values[itemIndex * columns + f];
      if (userBias.length > 0) slope[columns] += factor;
    }
  }

  /** Mean of the users of training: where someone new starts, and who stands for someone of whom nothing is told. */
  protected averageUser(): Float64Array {
    if (this.#average !== undefined) return this.#average;
    const { userFactors, userBias } = this.state;
    const sums = new Float64Array(userFactors.columns + Math.min(1, userBias.length));
    let count = 0;
    for (let user = 0; user < this.users.size; user++) {
      if (!this.knowsUser(user)) continue;
      const numbers = this.#numbersOf(user);
      for (let f = 0; f < sums.length; f++) sums[f] += numbers[f];
      count++;
    }
    // Where a file says that nobody is known, the average user is nobody in particular.
    this.#average = sums.map((sum) => sum / Math.max(1, count));
    return this.#average;
  }

  /** Whether training learned of the user. */
  protected knowsUser(userIndex: number): boolean {
    const { pointers } = this.seen;
    return pointers[userIndex + 1] > pointers[userIndex];
  }
  /** 1 for each item of which training learned; [items]. */
  protected get knownItems(): Uint8Array {
    this.#known ??= this.findKnownItems();
    return this.#known;
  }
  protected findKnownItems(): Uint8Array {
    const known = new Uint8Array(this.items.size);
    for (const itemIndex of this.seen.indexes) known[itemIndex] = 1;
    return known;
  }

  get #net(): Layers {
    const { begin, end } = this.spans.layers;
    const { activation } = this.settings;
    const widths = [2 * (end - begin), ...hiddenWidths(this.about.factory, this.settings), 1];
    this.#layers ??= new Layers(this.state.layers, widths, activation);
    return this.#layers;
  }
  #broughtBy(itemIndex: number): Float32Array {
    const { begin, end } = this.spans.layers;
    this.#brought ??= new Array(this.items.size);
    this.#brought[itemIndex] ??= this.#net.ofItem(rowOf(this.state.itemFactors, itemIndex).subarray(begin, end));
    return this.#brought[itemIndex];
  }
}
