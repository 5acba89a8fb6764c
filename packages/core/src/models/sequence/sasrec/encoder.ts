/** Vectors of many histories at once, by the kernels: the network as it stands after training, without its loss. */
import type { Kernels, StopSignal } from '../../../kernels/kernels.ts';
import { eachBatch } from '../../../neural/answer.ts';
import { type OpenNetwork, openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import { fillSpans, type ItemSequence, newest } from './examples.ts';
import { type SASRecNetwork, sasrecNetwork } from './network.ts';
import type { SASRecOptions } from './options.ts';

const BATCH = 128;

export class Encoder {
  readonly #described: SASRecNetwork;
  readonly #net: OpenNetwork;
  readonly #settings: SASRecOptions;

  private constructor(described: SASRecNetwork, net: OpenNetwork, settings: SASRecOptions) {
    this.#described = described;
    this.#net = net;
    this.#settings = settings;
  }

  /** `items` = rows of the item table. @throws LikewiseError `too-large` */
  static async open(items: number, settings: SASRecOptions, kernels: Kernels): Promise<Encoder> {
    // One negative: a plan needs a loss, and here nobody asks for it.
    const asked: SASRecOptions = { ...settings, loss: 'sampled-softmax', negatives: 1 };
    const described = sasrecNetwork({ items, batch: BATCH, tokens: BATCH * settings.maxLength }, asked);
    const plan = planned(described.network, { optimizer: { kind: 'sgd' } });
    return new Encoder(described, await openNetwork(plan, kernels, { batches: 1 }), settings);
  }

  /** Parameters by name, as training left them. */
  load(parameters: Readonly<Record<string, Float32Array>>): void {
    for (const parameter of this.#described.network.tape.parameters) this.#net.write(parameter, parameters[parameter.name]);
  }

  /** What is known after the last item of each history; 0 for an empty one; [histories × factors]. */
  async vectors(histories: readonly ItemSequence[], signal?: StopSignal): Promise<Float32Array> {
    const { factors, maxLength, positions } = this.#settings;
    const vectors = new Float32Array(histories.length * factors);
    const filled = Array.from(histories.keys()).filter((place) => histories[place].length > 0);
    const asked = filled.map((place) => histories[place]);
    const examples = {
      examples: asked.length,
      batch: BATCH,
      fill: (...[batch, order, begin, end]: Parameters<Parameters<typeof eachBatch>[1]['fill']>): void =>
        fillSpans(this.#described, positions, (k) => newest(asked[order[k]], maxLength), batch, begin, end, false),
    };
    await eachBatch(this.#net, { ...examples, signal }, (batch, begin, end) => {
      const pointers = batch.pointers(this.#described.sequences);
      const known = this.#net.read(this.#described.output, pointers[end - begin]);
      for (let e = begin; e < end; e++) {
        const last = pointers[e - begin + 1] - 1;
        vectors.set(known.subarray(last * factors, (last + 1) * factors), filled[e] * factors);
      }
    });
    return vectors;
  }

  close(): void {
    this.#net.close();
  }
}
