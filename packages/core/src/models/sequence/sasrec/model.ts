/** What a fitted sasrec can be asked. */
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { OnnxExportable, OnnxGraph } from '../../../onnx/graph.ts';
import { toldSession } from '../../answering/told-session.ts';
import type { CurvePoint, ShowsTraining } from '../../contract/learning-curve.ts';
import type { BatchFoldIn, History, NewUser, TopItems, TopItemsOptions } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { panelsOf, topItemsByFactors } from '../../vectors/top-items.ts';
import { VectorModel, type VectorState, vectorShapes } from '../../vectors/vector-model.ts';
import { Encoder } from './encoder.ts';
import { seenOf } from './examples.ts';
import { sessionVector } from './forward.ts';
import { sasrecGraph } from './onnx.ts';
import type { SASRecOptions } from './options.ts';
import { weightPlaces, weightsByName } from './weights.ts';

export interface SASRecState extends VectorState {
  /** All parameters beside the item vectors; see weights.ts. */
  readonly weights: Float32Array;
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

/** Scores rank what comes next and mean nothing else; a user's vector is what the network makes of their history. */
export class SASRecModel extends VectorModel<SASRecState, SASRecOptions> implements BatchFoldIn, ShowsTraining, OnnxExportable {
  #weights: Readonly<Record<string, Float32Array>> | undefined;

  static shapes(state: SASRecState, settings: SASRecOptions): Record<string, Shape> {
    return { ...vectorShapes(state, settings.factors), weights: [weightPlaces(settings).at(-1)?.end], curve: 'curve' };
  }

  /** Training loss of every epoch, and NDCG@10 of what is held out. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  /**
   * What the network knows after the history, in the order of its times or else as told; `undefined` when no item is known.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(history: History): Float32Array | undefined {
    const session = this.#sessionOf(history);
    return session && sessionVector(session, this.state.itemFactors, this.#weightsByName(), this.settings);
  }

  /** For other runtimes; see onnx.ts. */
  onnxGraph(): OnnxGraph {
    return sasrecGraph(this.state.itemFactors, this.#weightsByName(), this.settings, this.knownItems);
  }

  protected override newVector({ ratings }: NewUser): Float32Array | undefined {
    return this.foldIn(ratings);
  }

  /** @throws LikewiseError `invalid-option`, `invalid-value`, `negative-weight`, `too-large` */
  async topItemsOf(histories: readonly History[], options: TopItemsOptions): Promise<TopItems> {
    const { items, settings } = this;
    const { itemFactors } = this.state;
    const told = histories.map((history) => Array.from(history));
    const newest = told.map((history) => this.#sessionOf(history) ?? new Uint32Array(0));
    const seen = seenOf(
      told.map((history) => Uint32Array.from(history.flatMap(({ item }) => items.indexOf(item) ?? []))),
      items.size,
    );
    const kernels = await loadKernels({ threads: options.threads });
    const encoder = await Encoder.open(items.size, settings, kernels);
    try {
      encoder.load({ ...this.#weightsByName(), 'item table': itemFactors.values });
      const values = await encoder.vectors(newest);
      const userFactors = { rows: newest.length, columns: settings.factors, values };
      const parts = { userFactors, panels: panelsOf(itemFactors), items: items.size, seen };
      return await topItemsByFactors(parts, Uint32Array.from(newest.keys()), options, kernels);
    } finally {
      encoder.close();
    }
  }

  #sessionOf(history: History): Uint32Array | undefined {
    const learned = (itemIndex: number): boolean => this.knownItems[itemIndex] === 1;
    return toldSession('sasrec', this.items, history, { learned, most: this.settings.maxLength });
  }

  #weightsByName(): Readonly<Record<string, Float32Array>> {
    this.#weights ??= weightsByName(this.state.weights, this.settings);
    return this.#weights;
  }
}
