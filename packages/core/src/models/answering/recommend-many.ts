/** Lists for many users: by the model's own batch kernel where it has one, else user by user; never users × items in memory. */
import type { Id } from '../../data/id-map.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import { rowIndexes } from '../../matrix/sparse.ts';
import type { BatchRecommender, Recommender, RecommendOptions, ScoredItem, Scorer, TopItems, TopItemsOptions } from '../contract/model.ts';
import { emptyLists } from './block-lists.ts';
import { bestItems, checkedN, topIndexes, unwantedItems } from './recommend.ts';

/**
 * `topItems` for any model that scores, on the calling thread. Rows of users the model cannot answer stay unused. The
 * result's n is at most the number of items.
 * @throws LikewiseError `invalid-option` for a bad n; `invalid-index` for an index that is no user.
 */
export function topItemsByScores(model: Scorer, userIndexes: Uint32Array, options: TopItemsOptions): TopItems {
  const lists = emptyLists(userIndexes, options.n, model.items.size, model.users.size);
  const { n, items, scores } = lists;
  const out = new Uint8Array(model.items.size);
  for (let row = 0; row < userIndexes.length; row++) {
    const userIndex = userIndexes[row];
    const scored = model.scoreItems(model.users.ids[userIndex]);
    if (scored === undefined) continue;
    const seen = options.keepSeen ? undefined : rowIndexes(model.seen, userIndex);
    seen?.forEach((itemIndex) => {
      out[itemIndex] = 1;
    });
    topIndexes(scored, n, out).forEach((itemIndex, slot) => {
      items[row * n + slot] = itemIndex;
      scores[row * n + slot] = scored[itemIndex];
    });
    seen?.forEach((itemIndex) => {
      out[itemIndex] = 0;
    });
  }
  return lists;
}

export interface RecommendManyOptions extends RecommendOptions {
  /** Worker threads of a model with a batch kernel; never changes the lists. @default all processors */
  readonly threads?: number | undefined;
  /** Stops between blocks: the next list asked for rejects with the signal's reason. */
  readonly signal?: StopSignal | undefined;
}

export interface UserList {
  readonly user: Id;
  /** Best first; `undefined` for someone the model does not know. */
  readonly items: readonly ScoredItem[] | undefined;
}

/** Users whose lists exist at one time. */
const blockSize = 1024;

/**
 * Streams `recommend(user, options)` for every user, in order. `users`, which may itself be a stream of ids, is read a
 * block ahead; `candidates`, `exclude` and `filter` are read once for all users.
 * @throws LikewiseError `invalid-option`, `unknown-option`, at the first list asked for.
 * @example for await (const { user, items } of recommendMany(model, model.users.ids, { n: 10 })) write(user, items);
 */
export async function* recommendMany(
  model: Recommender,
  users: Iterable<Id>,
  options: RecommendManyOptions = {},
): AsyncGenerator<UserList> {
  const { threads, signal, ...recommendOptions } = options;
  const n = checkedN(recommendOptions.n);
  const out = unwantedItems(model.items, recommendOptions);
  const byKernel = hasTopItems(model) && !out.includes(1);
  for (const block of blocksOf(users)) {
    signal?.throwIfAborted();
    if (byKernel) yield* listsByKernel(model, block, { n, keepSeen: recommendOptions.keepSeen, threads });
    else for (const user of block) yield { user, items: listByScores(model, user, n, recommendOptions.keepSeen, out) };
  }
}

async function* listsByKernel(model: BatchRecommender, block: readonly Id[], options: TopItemsOptions): AsyncGenerator<UserList> {
  const indexes = block.map((user) => model.users.indexOf(user));
  const known = Uint32Array.from(indexes.filter((index) => index !== undefined));
  const lists = await model.topItems(known, options);
  let row = 0;
  for (let k = 0; k < block.length; k++) {
    const items = indexes[k] === undefined ? undefined : listOfRow(model, lists, row++);
    // An empty row means that nothing is left for the user, or that the model learned nothing about them: only it can tell.
    yield { user: block[k], items: items?.length === 0 ? model.recommend(block[k], { n: options.n, keepSeen: options.keepSeen }) : items };
  }
}

function listOfRow(model: BatchRecommender, { n, items, scores }: TopItems, row: number): readonly ScoredItem[] {
  const list: ScoredItem[] = [];
  for (let slot = row * n; slot < (row + 1) * n && items[slot] >= 0; slot++)
    list.push({ item: model.items.ids[items[slot]], score: scores[slot] });
  return list;
}

function listByScores(
  model: Recommender,
  user: Id,
  n: number,
  keepSeen: boolean | undefined,
  unwanted: Uint8Array,
): readonly ScoredItem[] | undefined {
  const scores = model.scoreItems(user);
  if (scores === undefined) return undefined;
  if (keepSeen) return bestItems(model.items, scores, n, unwanted);
  const out = unwanted.slice();
  for (const itemIndex of rowIndexes(model.seen, model.users.indexOf(user) as number)) out[itemIndex] = 1;
  return bestItems(model.items, scores, n, out);
}

function* blocksOf(users: Iterable<Id>): Generator<readonly Id[]> {
  let block: Id[] = [];
  for (const user of users) {
    if (block.push(user) < blockSize) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

function hasTopItems(model: Recommender): model is BatchRecommender {
  return typeof (model as Partial<BatchRecommender>).topItems === 'function';
}
