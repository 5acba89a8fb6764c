/** The people of golden/people.py, as the library takes them. */
import golden from '../../../../../golden/people.json' with { type: 'json' };
import { edgesFromRows } from '../../../src/data/edges.ts';
import { featuresFromRows } from '../../../src/data/features.ts';
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { namedIds } from '../../../testkit/index.ts';

export const people: Interactions = interactionsFromColumns({
  users: namedIds('u', golden.users),
  items: namedIds('i', golden.items),
  userIndexes: Uint32Array.from(golden.ratings, ([u]) => u),
  itemIndexes: Uint32Array.from(golden.ratings, ([, i]) => i),
  values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
  userFeatures: featuresFromRows(golden.people.map(({ income, ...categories }, u) => ({ id: `u${u}`, categories, numbers: { income } }))),
  edges: edgesFromRows(golden.edges.map(([from, to, trust]) => [`u${from}`, `u${to}`, trust] as const)),
});
