/** What a fitted network of ratings with layers can be asked. */
import type { Id } from '../../data/id-map.ts';
import type { OnnxGraph } from '../../onnx/graph.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { RatingPredictor, UserQuery } from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { boundsOf, linkedBy } from '../vectors/rating-model.ts';
import { LayeredScorer } from './layered-scorer.ts';
import type { LayersState, NetworkSpans } from './layered-state.ts';
import { layersLength } from './layers.ts';
import { hiddenWidths, type LayerSettings, type NetworkSettings } from './settings.ts';
import { descended } from './solve-user.ts';

export interface LayeredState extends LayersState {
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** μ, in points of the scale; 0 where the output is squeezed into it. */
  readonly meanRating: number;
}

export type LayeredSettings = NetworkSettings & LayerSettings & { readonly biasRegularization?: number };

export abstract class LayeredModel<Settings extends LayeredSettings = LayeredSettings>
  extends LayeredScorer<LayeredState, Settings>
  implements RatingPredictor
{
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

  /** Whether p_u · q_i is added. */
  protected abstract get hasProduct(): boolean;

  protected override get spans(): NetworkSpans {
    const all = { begin: 0, end: this.settings.factors };
    return { product: this.hasProduct ? all : undefined, layers: all };
  }
  protected override get constant(): number {
    return this.state.meanRating;
  }
  protected override linked(sum: number): number {
    return linkedBy(boundsOf(this.settings, this.state.ratingScale), sum);
  }

  /** The rating, within its scale as `predict` has it. */
  protected override linkedInGraph(graph: OnnxGraph, sum: string): string {
    const { min, max } = this.state.ratingScale;
    const bounds = boundsOf(this.settings, this.state.ratingScale);
    if (bounds !== undefined) {
      const part = graph.activate(sum, 'sigmoid');
      return graph.add(graph.number(bounds.low), graph.multiply(graph.number(bounds.high - bounds.low), part));
    }
    return graph.node('Clip', [sum, graph.number(min), graph.number(max)]);
  }

  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
    const rating = this.scoreOf(user, itemIndex) ?? (typeof user === 'object' ? this.averageScoreOf(itemIndex) : undefined);
    const { min, max } = this.state.ratingScale;
    return rating === undefined ? undefined : Math.min(max, Math.max(min, rating));
  }

  /** Their numbers from the average user's, down the slope of mean squared error and penalty. */
  protected override solved({ indexes, values }: FoldInRow): Float64Array {
    const { ratingScale, userFactors } = this.state;
    const { regularization, biasRegularization = 0, rows } = this.settings;
    const bounded = boundsOf(this.settings, ratingScale) !== undefined;
    const range = ratingScale.max - ratingScale.min;
    const count = indexes.length;
    // A penalty once for all is as large as one a rating, shared among the person's.
    const share = rows === 'all' ? this.seen.indexes.length / count : 1;
    return descended(this.averageUser(), {
      at: (x, slope) => {
        let value = 0;
        slope.fill(0);
        this.sumsAndSlope(x, indexes, slope, (sum, e) => {
          const part = 1 / (1 + Math.exp(-sum));
          const error = bounded ? part - (values[e] - ratingScale.min) / range : sum - values[e];
          value += (error * error) / count;
          return ((2 * error) / count) * (bounded ? part * (1 - part) : 1);
        });
        for (let f = 0; f < x.length; f++) {
          const penalty = share * (f < userFactors.columns ? regularization : biasRegularization);
          value += penalty * x[f] * x[f];
          slope[f] += 2 * penalty * x[f];
        }
        return value;
      },
    });
  }
}
