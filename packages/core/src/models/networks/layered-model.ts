/**
 * A fitted network of ratings with layers: r̂(u,i) = link(μ + [b_u + b_i] + [p_u · q_i] + layers(p_u, q_i)), the parts in brackets where the
 * model has them.
 */
import type { Id } from '../../data/id-map.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../matrix/dense.ts';
import { checkedN } from '../answering/recommend.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../contract/learning-curve.ts';
import type { FoldIn, History, ItemSimilarity, RatingPredictor, ScoredItem, UserQuery } from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { CosineSearch } from '../vectors/cosine-search.ts';
import { boundsOf, linkedBy } from '../vectors/rating-model.ts';
import { Layers, layersLength } from './layers.ts';
import { hiddenWidths, type LayerSettings, type NetworkSettings } from './settings.ts';
import { descended } from './solve-user.ts';

export interface LayeredState extends ScoringState {
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** μ, in points of the scale; 0 where the output is squeezed into it. */
  readonly meanRating: number;
  /** p; [users × factors]. */
  readonly userFactors: DenseMatrix;
  /** q; [items × factors]. */
  readonly itemFactors: DenseMatrix;
  /** b_u; [users], or empty. */
  readonly userBias: Float32Array;
  /** b_i; [items], or empty. */
  readonly itemBias: Float32Array;
  /** [in × out] weights, then [out] biases, of each layer, first to last. */
  readonly layers: Float32Array;
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

/** A user as the layers take them. */
interface Person {
  readonly bias: number;
  /** [factors] */
  readonly embedding: ArrayLike<number>;
  /** What it brings to the first layer. */
  readonly brought: Float32Array;
}

export type LayeredSettings = NetworkSettings & LayerSettings & { readonly biasRegularization?: number };

export abstract class LayeredModel<Settings extends LayeredSettings = LayeredSettings>
  extends ScoringModel<LayeredState, Settings>
  implements RatingPredictor, ItemSimilarity, FoldIn, ShowsTraining
{
  #layers: Layers | undefined;
  #brought: (Float32Array | undefined)[] | undefined;
  #known: Uint8Array | undefined;
  #average: Float64Array | undefined;
  #compared: CosineSearch | undefined;

  /** Whether p_u · q_i is added. */
  protected abstract get hasProduct(): boolean;

  static shapes(state: LayeredState, settings: LayeredSettings): Record<string, Shape> {
    const { users, items, userBias } = state;
    const biased = (userBias?.length ?? 0) > 0;
    const widths = [2 * settings.factors, ...hiddenWidths('network', settings), 1];
    return {
      seen: [users.size, items.size],
      ratingScale: 'scale',
      meanRating: 'number',
      userFactors: [users.size, settings.factors],
      itemFactors: [items.size, settings.factors],
      userBias: [biased ? users.size : 0],
      itemBias: [biased ? items.size : 0],
      layers: [layersLength(widths)],
      curve: 'curve',
    };
  }

  /** Training and validation error of every epoch, for plotting. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.#knownItems[itemIndex] === 0) return undefined;
    const person = this.#personOf(user) ?? (typeof user === 'object' ? this.#personAt(this.#averageUser()) : undefined);
    if (person === undefined) return undefined;
    const { min, max } = this.state.ratingScale;
    return Math.min(max, Math.max(min, this.#ratingOf(person, itemIndex)));
  }

  /** Predicted ratings before clipping; NaN for an item without training ratings. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const person = this.#personOf(user);
    if (person === undefined) return undefined;
    return Float32Array.from(this.#knownItems, (known, i) => (known === 1 ? this.#ratingOf(person, i) : Number.NaN));
  }

  /** By the cosine of item embeddings, in [−1, 1]. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const count = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.#knownItems[itemIndex] === 0) return undefined;
    this.#compared ??= new CosineSearch(this.state.itemFactors, true);
    return this.#compared.nearest(itemIndex, count).map(({ row, score }) => ({ item: this.items.ids[row], score }));
  }

  /** The embedding of someone new, then their bias where the model has one. @throws LikewiseError `invalid-value` */
  foldIn(history: History): Float32Array | undefined {
    const row = this.#rowOf(history);
    return row && Float32Array.from(this.#solved(row));
  }

  #personOf(user: UserQuery): Person | undefined {
    if (typeof user === 'object') {
      const row = this.#rowOf(user.ratings);
      return row && this.#personAt(this.#solved(row));
    }
    const userIndex = trainingIndex(this.users, this.seen, user);
    return userIndex === undefined ? undefined : this.#personAt(this.#numbersOf(userIndex));
  }
  #personAt(numbers: ArrayLike<number>): Person {
    return { bias: numbers[this.state.userFactors.columns] ?? 0, embedding: numbers, brought: this.#net.ofUser(numbers) };
  }
  /** Embedding, then the bias where the model has one. */
  #numbersOf(userIndex: number): Float64Array {
    const { userFactors, userBias } = this.state;
    return Float64Array.of(...rowOf(userFactors, userIndex), ...userBias.subarray(userIndex, userIndex + 1));
  }
  #rowOf(history: History): FoldInRow | undefined {
    return foldInRow(this.items, history, (itemIndex) => this.#knownItems[itemIndex] === 1);
  }

  #sumOf({ bias, embedding }: Person, itemIndex: number, output: number): number {
    const { meanRating, itemBias, itemFactors } = this.state;
    const product = this.hasProduct ? dotRow(embedding as Float64Array, itemFactors, itemIndex) : 0;
    return meanRating + bias + (itemBias[itemIndex] ?? 0) + product + output;
  }
  #ratingOf(person: Person, itemIndex: number): number {
    const sum = this.#sumOf(person, itemIndex, this.#net.output(person.brought, this.#broughtBy(itemIndex)));
    return linkedBy(boundsOf(this.settings, this.state.ratingScale), sum);
  }

  /** Their numbers from the average user's, down the slope of mean squared error and penalty. */
  #solved({ indexes, values }: FoldInRow): Float64Array {
    const { ratingScale, itemFactors, userFactors, userBias } = this.state;
    const { regularization, biasRegularization = 0, rows } = this.settings;
    const bounded = boundsOf(this.settings, ratingScale) !== undefined;
    const range = ratingScale.max - ratingScale.min;
    const count = indexes.length;
    // A penalty once for all is as large as one a rating, shared among the person's.
    const share = rows === 'all' ? this.seen.indexes.length / count : 1;
    const { columns } = userFactors;
    return descended(this.#averageUser(), {
      at: (x, slope) => {
        const person = this.#personAt(x);
        let value = 0;
        slope.fill(0);
        for (let e = 0; e < count; e++) {
          const { value: output, slope: outputSlope } = this.#net.outputAndSlope(person.brought, this.#broughtBy(indexes[e]));
          const sum = this.#sumOf(person, indexes[e], output);
          const part = 1 / (1 + Math.exp(-sum));
          const error = bounded ? part - (values[e] - ratingScale.min) / range : sum - values[e];
          value += (error * error) / count;
          const factor = ((2 * error) / count) * (bounded ? part * (1 - part) : 1);
          this.#net.addUserSlope(outputSlope, factor, slope);
          if (this.hasProduct) for (let f = 0; f < columns; f++) slope[f] += factor * itemFactors.values[indexes[e] * columns + f];
          if (userBias.length > 0) slope[columns] += factor;
        }
        for (let f = 0; f < x.length; f++) {
          const penalty = share * (f < columns ? regularization : biasRegularization);
          value += penalty * x[f] * x[f];
          slope[f] += 2 * penalty * x[f];
        }
        return value;
      },
    });
  }

  /** Mean of the users of training: where someone new starts, and who stands for someone of whom nothing is told. */
  #averageUser(): Float64Array {
    if (this.#average !== undefined) return this.#average;
    let sums: Float64Array | undefined;
    let count = 0;
    const { pointers } = this.seen;
    for (let user = 0; user < this.users.size; user++) {
      if (pointers[user + 1] === pointers[user]) continue;
      const numbers = this.#numbersOf(user);
      sums = sums === undefined ? numbers : sums.map((sum, f) => sum + numbers[f]);
      count++;
    }
    this.#average = (sums as Float64Array).map((sum) => sum / count);
    return this.#average;
  }

  get #net(): Layers {
    const { factors, activation } = this.settings;
    this.#layers ??= new Layers(this.state.layers, [2 * factors, ...hiddenWidths(this.about.factory, this.settings), 1], activation);
    return this.#layers;
  }
  #broughtBy(itemIndex: number): Float32Array {
    this.#brought ??= new Array(this.items.size);
    this.#brought[itemIndex] ??= this.#net.ofItem(rowOf(this.state.itemFactors, itemIndex));
    return this.#brought[itemIndex];
  }
  get #knownItems(): Uint8Array {
    if (this.#known === undefined) {
      this.#known = new Uint8Array(this.items.size);
      for (const itemIndex of this.seen.indexes) this.#known[itemIndex] = 1;
    }
    return this.#known;
  }
}
