/** A model whose answers hang on the order of a history keeps the laws: the contract has room for sequence models. */
import { teachingPart } from '../../src/data/likes.ts';
import { patternOf, type SparsePattern } from '../../src/matrix/sparse.ts';
import { ScoringModel, type ScoringState } from '../../src/models/answering/scoring-model.ts';
import { defineEstimator } from '../../src/models/contract/define-estimator.ts';
import type { CatalogEntry } from '../../src/models/contract/estimator.ts';
import type { UserQuery } from '../../src/models/contract/model.ts';
import { describeModelLaws } from '../../testkit/index.ts';

interface LastItemOptions {
  readonly smoothing: number;
}

interface LastItemState extends ScoringState {
  /** How often item i came right after item j; row j; [items × items]. */
  readonly follows: { readonly rows: number; readonly columns: number; readonly values: Float32Array };
  /** Item that each user met last, −1 for none; [users]. */
  readonly last: Int32Array;
  readonly seen: SparsePattern;
}

class LastItemModel extends ScoringModel<LastItemState, LastItemOptions> {
  scoreItems(user: UserQuery): Float32Array | undefined {
    const last = typeof user === 'object' ? this.#lastOf(user.ratings) : this.state.last[this.users.indexOf(user) ?? -1];
    if (last === undefined || last < 0) return undefined;
    const { columns, values } = this.state.follows;
    const row = values.subarray(last * columns, (last + 1) * columns);
    return row.map((count) => count + this.settings.smoothing);
  }

  #lastOf(history: Exclude<UserQuery, string | number>['ratings']): number | undefined {
    const known = Array.from(history, ({ item, value = 1, timestamp }) => {
      if (!Number.isFinite(value)) throw Object.assign(new Error('invalid'), { code: 'invalid-value' });
      return { index: this.items.indexOf(item), value, timestamp };
    }).filter(({ index, value }) => index !== undefined && value !== 0);
    return known.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0)).at(-1)?.index;
  }
}

const lastItemEntry: CatalogEntry<LastItemOptions, LastItemModel> = defineEstimator({
  name: 'last-item',
  factory: 'lastItem',
  family: 'sequence',
  summary: 'What came right after the last item of others: the smallest sequence model, for this test alone.',
  feedback: 'implicit',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'fold-in'],
  ordered: true,
  options: { smoothing: { kind: 'number', default: 0.1, min: 0, meaning: 'added to every count' } },
  formula: 'score(u,i) = count(last(u) → i) + smoothing',
  source: 'Rendle, Freudenthaler, Schmidt-Thieme: Factorizing Personalized Markov Chains, WWW 2010, doi:10.1145/1772690.1772773',
  fit(_settings, train) {
    const { users, items, userItems, timestamps = new Float64Array() } = teachingPart(train);
    const values = new Float32Array(items.size ** 2);
    const last = new Int32Array(users.size).fill(-1);
    for (let user = 0; user < users.size; user++) {
      const entries = Array.from(
        { length: userItems.pointers[user + 1] - userItems.pointers[user] },
        (_, k) => userItems.pointers[user] + k,
      );
      entries.sort((a, b) => timestamps[a] - timestamps[b] || a - b);
      for (const entry of entries) {
        const item = userItems.indexes[entry];
        if (last[user] >= 0) values[last[user] * items.size + item]++;
        last[user] = item;
      }
    }
    return { seen: patternOf(train.userItems), follows: { rows: items.size, columns: items.size, values }, last };
  },
  shapes: ({ users, items }) => ({ seen: [users.size, items.size], follows: [items.size, items.size], last: [users.size] }),
  model: LastItemModel,
});

describeModelLaws(lastItemEntry, {
  learnsCheckerboard: 'no: knows the last item alone',
  foldInAgrees: 'no: the ratings that laws tell have no times, so that another item is the last',
});
