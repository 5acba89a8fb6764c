/** A small honest comparison: hide a tenth of what some users have, and ask which model finds it again. */
import { type Estimator, evaluate, type Interactions, popular, type Report, seededRandom, selectInteractions } from '@likewise/core';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** Users whose items are hidden, at most. */
const mostUsers = 2000;
const hiddenShare = 0.1;
const metrics = ['ndcg@10', 'hr@10', 'coverage@10'] as const;
export const heldOutProtocol =
  'a random tenth of the items of at most 2,000 people was hidden from training; lists of 10 from the whole catalog, liked items count';

/** The model against the fallback; `undefined` where nothing can be hidden. */
export async function compareWithFallback(
  estimator: Estimator,
  data: Interactions,
  { signal, threads }: { readonly signal: AbortSignal; readonly threads: number },
): Promise<Report | undefined> {
  const hidden = hiddenPart(data);
  if (hidden === undefined) return undefined;
  const part = (mark: 0 | 1): Interactions => selectInteractions(data, mark === 1 ? hidden : hidden.map((value) => 1 - value));
  const split = { name: 'held-out', folds: [{ train: part(0), test: part(1) }] };
  const estimators = estimator.name === 'popular' ? [estimator] : [estimator, popular()];
  // Values of 0 are seen, not liked.
  const relevant = data.valueKind === 'weight' ? '>0' : undefined;
  return evaluate(estimators, split, metrics, {
    onProgress: yieldToEventLoop(),
    signal,
    threads,
    relevant,
    resamples: 200,
    now: () => performance.now(),
  });
}

/** 1 for each interaction to hide; nobody loses everything. */
function hiddenPart({ userItems, users, size }: Interactions): Uint8Array | undefined {
  const random = seededRandom(0, 'held-out');
  const hidden = new Uint8Array(size);
  const chance = Math.min(1, mostUsers / users.size);
  for (let user = 0; user < users.size; user++) {
    const [start, end] = [userItems.pointers[user], userItems.pointers[user + 1]];
    if (end - start < 2 || random.uniform() >= chance) continue;
    const keep = start + random.integer(end - start);
    for (let e = start; e < end; e++) if (e !== keep && random.uniform() < hiddenShare) hidden[e] = 1;
  }
  return hidden.includes(1) ? hidden : undefined;
}
