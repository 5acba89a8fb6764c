/** Reading the vectors of a fitted model: which there are, whose they are, and what their coordinates say. */
import type { Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import { type DenseMatrix, knownRows } from '../../matrix/dense.ts';
import { requireOption } from '../../options.ts';
import type { Model, ScoredItem } from '../contract/model.ts';

export type VectorSide = 'users' | 'items';

export interface ModelVectors {
  readonly ids: IdMap;
  /** As the model keeps them, not a copy; a row of zeros where training learned nothing; [ids × factors]. */
  readonly vectors: DenseMatrix;
  /** 1 for each row of which training learned; [ids]. */
  readonly known: Uint8Array;
  /** b of each row, where the model has one; [ids]. */
  readonly biases: Float32Array | Float64Array | undefined;
}

/** @throws LikewiseError `no-vectors` */
export function vectorsOf(model: Model, side: VectorSide): ModelVectors {
  const ids = model[side];
  const [own, bias] = side === 'users' ? ['userFactors', 'userBias'] : ['itemFactors', 'itemBias'];
  const vectors = model.state[own] as Partial<DenseMatrix> | undefined;
  if (!(vectors?.values instanceof Float32Array) || vectors.rows !== ids.size || vectors.columns === undefined || 'pointers' in vectors) {
    const other =
      side === 'items' && 'userFactors' in model.state ? 'users' : side === 'users' && 'itemFactors' in model.state ? 'items' : undefined;
    const remedy =
      other === undefined ? 'take a model of the factorization family, such as implicit-als or svd' : `it has those of ${other}`;
    throw new LikewiseError('no-vectors', `${model.name} has no vectors of ${side}; ${remedy}.`, { model: model.name, side });
  }
  const biases = model.state[bias];
  const isBias =
    (biases instanceof Float32Array || biases instanceof Float64Array) && biases.length === ids.size && biases.some((bias) => bias !== 0);
  return { ids, vectors: vectors as DenseMatrix, known: knownRows(vectors as DenseMatrix), biases: isBias ? biases : undefined };
}

export interface AxesMeaning {
  /**
   * `additive`: each coordinate adds its part, and none takes away; `ordered`: axes of largest variance first, each free in its sign alone;
   * `free`: turned together, the vectors of users and items give the same scores; `mixed`: layers above mix the coordinates.
   */
  readonly kind: 'additive' | 'ordered' | 'free' | 'mixed';
  /** One sentence for people. */
  readonly meaning: string;
}

const mixing = ['autorec', 'deep', 'mult-vae', 'neumf', 'rec-vae', 'residual', 'sasrec'];

/** What the coordinates of a model's vectors say by themselves. */
export function axesOf({ name }: Pick<Model, 'name'>): AxesMeaning {
  if (name === 'nmf')
    return {
      kind: 'additive',
      meaning: 'no coordinate is negative: each factor adds its part to a score, so it can be read by itself; their order says nothing',
    };
  if (name === 'pure-svd')
    return {
      kind: 'ordered',
      meaning: 'factors are the directions in which the data differ most, the first most of all; which end is positive is chance',
    };
  if (mixing.includes(name))
    return {
      kind: 'mixed',
      meaning: `the layers of ${name} mix the coordinates: one alone says little, and another seed gives others; nmf is the model to read`,
    };
  return {
    kind: 'free',
    meaning:
      'the axes are not unique: turned together, the vectors of users and items give the same scores, and another seed gives other axes; nmf is the model to read',
  };
}

export interface FactorReading {
  /** From 0. */
  readonly factor: number;
  /** Largest coordinates first; ties by index. `score` is the coordinate. */
  readonly largest: readonly ScoredItem[];
  /** Smallest first. */
  readonly smallest: readonly ScoredItem[];
}

export interface ReadFactorsOptions {
  /** @default 'items' */
  readonly side?: VectorSide | undefined;
  /** How many at each end; integer ≥ 1. @default 5 */
  readonly n?: number | undefined;
  /** Only those for which it says true, such as items that enough people have. */
  readonly filter?: ((id: Id, index: number) => boolean) | undefined;
}

/**
 * Who stands at the two ends of each factor, among those of whom training learned. What that says `axesOf` tells.
 * @throws LikewiseError `no-vectors`, also for `bayesian-pmf`, whose vectors are many samples; `invalid-option`
 */
export function readFactors(model: Model, { side = 'items', n = 5, filter }: ReadFactorsOptions = {}): readonly FactorReading[] {
  requireOption('readFactors', 'n', { kind: 'integer', default: 5, min: 1, meaning: '' }, n);
  const { ids, vectors, known } = vectorsOf(model, side);
  if (model.name === 'bayesian-pmf')
    throw new LikewiseError('no-vectors', 'bayesian-pmf keeps many samples of each vector, each with axes of its own; read nmf, or pmf.', {
      side,
    });
  const rows = ids.ids.flatMap((id, row) => (known[row] === 1 && (filter?.(id, row) ?? true) ? [row] : []));
  const { columns, values } = vectors;
  return Array.from({ length: columns }, (_, factor) => {
    const at = (row: number): number => values[row * columns + factor];
    const sorted = rows.toSorted((a, b) => at(b) - at(a) || a - b);
    const end = (some: readonly number[]): ScoredItem[] => some.map((row) => ({ item: ids.ids[row], score: at(row) }));
    return { factor, largest: end(sorted.slice(0, n)), smallest: end(rows.toSorted((a, b) => at(a) - at(b) || a - b).slice(0, n)) };
  });
}
