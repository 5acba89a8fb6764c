/** What the thread of `compareOnThread` runs: one comparison, told when it is done. */
import { parentPort, workerData } from 'node:worker_threads';
import { IdMap, Interactions } from '@likewise/core';
import type { PlannedComparison } from './compare-on-thread.ts';
import { compareWithFallback } from './held-out.ts';
import { createEstimator, parseModel } from './model-spec.ts';

const { model, parts, threads } = workerData as PlannedComparison;

/** Copies between threads lose their class; what was one map of ids stays one. */
const maps = new Map<object, IdMap>();
function mapOf(copy: IdMap): IdMap {
  const known = maps.get(copy) ?? new IdMap(copy.ids);
  maps.set(copy, known);
  return known;
}
const withIds = <Part extends { readonly ids: IdMap } | undefined>(part: Part): Part => part && { ...part, ids: mapOf(part.ids) };

const { users, items, userFeatures, itemFeatures, edges, ...others } = parts;
const train = new Interactions({
  ...others,
  users: mapOf(users),
  items: mapOf(items),
  userFeatures: withIds(userFeatures),
  itemFeatures: withIds(itemFeatures),
  edges: withIds(edges),
});

const signal = new AbortController().signal;
parentPort?.postMessage(await compareWithFallback(createEstimator(parseModel(model)), train, { signal, threads }));
