/** What a fitted implicit-als can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { type RowProblem, rowFactor, solveRow } from '../../../kernels/solve-row.ts';
import { choleskySolve } from '../../../matrix/cholesky.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { checkedMost, inPieces, largestFirst } from '../../answering/explanation.ts';
import { positivePart } from '../../answering/positives.ts';
import { type FoldInRow, foldInColumn, foldInRow, trainingRow } from '../../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, History, ItemHistory, NewUser, UserQuery } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { penaltyOf, weightsOf } from '../../vectors/confidence.ts';
import { GrowingModel, type NewItem } from '../../vectors/growing-model.ts';
import { type UserVector, type VectorState, vectorShapes } from '../../vectors/vector-model.ts';
import type { ImplicitALSOptions } from './options.ts';

export interface ImplicitALSState extends VectorState {
  /** What training users had, with its values as given; [users × items]. */
  readonly seen: SparseRows;
  /** w₀ · XᵀX: what folding in an item needs of all users; [factors × factors]. */
  readonly userGram: DenseMatrix;
  /** w₀ · YᵀY: what folding in a user needs of all items; [factors × factors]. */
  readonly itemGram: DenseMatrix;
}

type Fixed = Pick<RowProblem, 'factors' | 'gram' | 'unobserved'>;

/** Scores are near 1 for what fits, near 0 for what does not. */
export class ImplicitALSModel extends GrowingModel<ImplicitALSState, ImplicitALSOptions> implements Explains {
  /** Shapes of the parts, for files. */
  static shapes(state: ImplicitALSState, { factors }: ImplicitALSOptions): Record<string, Shape> {
    return { ...vectorShapes(state, factors), userGram: [factors, factors], itemGram: [factors, factors] };
  }

  /**
   * The vector [factors] of a user by what they have: the user half-step of training, solved exactly whatever the solver
   * was. `undefined` when no item is known or no value is above 0.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(history: History): Float32Array | undefined {
    const problem = this.#problemOf('item', foldInRow(this.items, history), this.#items);
    return problem && solveRow(problem);
  }

  /**
   * How much each item of the user contributes to the score of the exact solution (Hu, Koren, Volinsky §5): that of
   * `{ ratings }`, and of a training user up to what solver cg or block left unsolved. Contributions add up to it.
   */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const isNew = typeof user === 'object';
    const { users, seen, addedItems = 0 } = this.state;
    const row = isNew ? foldInRow(this.items, user.ratings) : trainingRow(users, seen, user, addedItems);
    // The vector of someone known was solved against the items of training alone.
    const problem = this.#problemOf('item', row, isNew ? this.#items : withoutLast(this.#items, addedItems));
    if (problem === undefined) return undefined;
    const { indexes, weights, unobserved, factors } = problem;
    return inPieces(rowFactor(problem), (factor, item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
      const target = Float64Array.from(rowOf(this.state.itemFactors, itemIndex));
      const solved = choleskySolve(factor, target, factors.columns);
      const shares = Float64Array.from(indexes, (index, e) => (weights[e] + unobserved) * dotRow(solved, factors, index));
      const because = largestFirst(shares, most).map((e) => ({ item: this.items.ids[indexes[e]], contribution: shares[e] }));
      return { score: shares.reduce((sum, share) => sum + share, 0), because };
    });
  }

  protected override newVector({ ratings }: NewUser): UserVector | undefined {
    return this.foldIn(ratings);
  }

  /** The item half-step, solved exactly against the users' final vectors. */
  protected override newItem(users: ItemHistory): NewItem<ImplicitALSState> | undefined {
    const { userFactors: factors, userGram: gram, itemGram } = this.state;
    const unobserved = this.settings.unobservedWeight;
    const met = foldInColumn(this.users, users);
    const problem = this.#problemOf('user', met, { factors, gram, unobserved });
    if (met === undefined || problem === undefined) return undefined;
    const vector = solveRow(problem);
    return { met, vector, bias: undefined, grown: { itemGram: gramWith(itemGram, unobserved, vector) } };
  }

  /** What a user is solved against. */
  get #items(): Fixed {
    const { itemFactors: factors, itemGram: gram } = this.state;
    return { factors, gram, unobserved: this.settings.unobservedWeight };
  }

  /** The row as training would weigh it: values above 0 only. */
  #problemOf(of: 'item' | 'user', row: FoldInRow | undefined, fixed: Fixed): RowProblem | undefined {
    const liked = positivePart('implicitALS', of, this[`${of}s`], row);
    if (liked === undefined) return undefined;
    const { indexes, values } = liked;
    const penalty = Math.fround(penaltyOf(indexes.length, fixed.factors.rows, this.settings));
    return { ...fixed, indexes, weights: weightsOf('implicitALS', values, this.settings), penalty };
  }
}

/** The gram with weight · vector vectorᵀ added. */
function gramWith(gram: DenseMatrix, weight: number, vector: Float32Array): DenseMatrix {
  const values = gram.values.slice();
  for (let f = 0; f < vector.length; f++)
    for (let g = 0; g < vector.length; g++) values[f * vector.length + g] += weight * vector[f] * vector[g];
  return { ...gram, values };
}

/** Without the last rows, which came after training. */
function withoutLast({ factors, gram, unobserved }: Fixed, added: number): Fixed {
  const { rows, columns, values } = factors;
  const kept = { rows: rows - added, columns, values: values.subarray(0, (rows - added) * columns) };
  let trained = gram;
  for (let row = rows - added; row < rows; row++) trained = gramWith(trained, -unobserved, rowOf(factors, row));
  return { factors: kept, gram: trained, unobserved };
}
