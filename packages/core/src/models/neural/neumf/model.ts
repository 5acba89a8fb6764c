/** What a fitted neumf can be asked. */
import { seededRandom } from '../../../math/random.ts';
import { shuffledRange } from '../../../math/sampling.ts';
import { knownRows } from '../../../matrix/dense.ts';
import { positivePart } from '../../answering/positives.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { LayeredScorer } from '../../networks/layered-scorer.ts';
import type { LayersState, NetworkSpans } from '../../networks/layered-state.ts';
import { layersLength } from '../../networks/layers.ts';
import { hiddenWidths } from '../../networks/settings.ts';
import { descended } from '../../networks/solve-user.ts';
import type { NeuMFOptions } from './options.ts';

/** Embeddings are those that are multiplied, items' times the weights of their products, then those of the layers. */
export interface NeuMFState extends LayersState {}

/** Of items that someone new did not tell, how many stand for all at least. */
const FEWEST_NEGATIVES = 200;

/** A fitted model: scores are logits of a like. No method changes it; treat the arrays in `state` as read-only. */
export class NeuMFModel extends LayeredScorer<NeuMFState, NeuMFOptions> {
  #usersKnown: Uint8Array | undefined;
  #shuffled: Uint32Array | undefined;

  static shapes({ users, items }: NeuMFState, settings: NeuMFOptions): Record<string, Shape> {
    const { factors, layerFactors } = settings;
    const widths = [2 * layerFactors, ...hiddenWidths('neuMF', settings), 1];
    return {
      seen: [users.size, items.size],
      userFactors: [users.size, factors + layerFactors],
      itemFactors: [items.size, factors + layerFactors],
      userBias: [0],
      itemBias: [0],
      layers: [layersLength(widths)],
      curve: 'curve',
    };
  }

  protected override get spans(): NetworkSpans {
    const { factors, layerFactors } = this.settings;
    return { product: { begin: 0, end: factors }, layers: { begin: factors, end: factors + layerFactors } };
  }
  protected override get constant(): number {
    return 0;
  }
  protected override linked(sum: number): number {
    return sum;
  }
  protected override knowsUser(userIndex: number): boolean {
    this.#usersKnown ??= knownRows(this.state.userFactors);
    return this.#usersKnown[userIndex] === 1;
  }
  protected override findKnownItems(): Uint8Array {
    return knownRows(this.state.itemFactors);
  }

  /** Down the slope of training's objective over the likes and a seeded sample of the other items, from the average user. */
  protected override solved(row: FoldInRow): Float64Array | undefined {
    const liked = positivePart(this.about.factory, 'item', this.items, row)?.indexes;
    if (liked === undefined) return undefined;
    const { negatives, regularization } = this.settings;
    const drawn = this.#othersThan(liked, Math.max(FEWEST_NEGATIVES, negatives * liked.length));
    const indexes = Uint32Array.of(...liked, ...drawn);
    const shareOf = (e: number): number =>
      e < liked.length ? 1 / liked.length / (1 + negatives) : negatives / drawn.length / (1 + negatives);
    return descended(this.averageUser(), {
      at: (x, slope) => {
        let value = 0;
        slope.fill(0);
        this.sumsAndSlope(x, indexes, slope, (sum, e) => {
          const signed = e < liked.length ? sum : -sum;
          const wrong = 1 / (1 + Math.exp(signed));
          value += shareOf(e) * (Math.max(-signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))));
          return shareOf(e) * (e < liked.length ? -wrong : wrong);
        });
        x.forEach((number, f) => {
          value += regularization * number * number;
          slope[f] += 2 * regularization * number;
        });
        return value;
      },
    });
  }

  #othersThan(liked: Uint32Array, most: number): Uint32Array {
    const { knownItems } = this;
    this.#shuffled ??= shuffledRange(seededRandom(this.settings.seed, 'others'), knownItems.length).filter((i) => knownItems[i] === 1);
    const own = new Set(liked);
    return this.#shuffled.filter((i) => !own.has(i)).subarray(0, most);
  }
}
