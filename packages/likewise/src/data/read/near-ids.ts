/** Ids that would meet were they written alike: zeros lost at the front, .0 behind, another case, blanks or quotes around. */
import type { Id, IdMap } from '@likewise/core';

interface Spelling {
  readonly difference: string;
  readonly plain: (text: string) => string;
}

const spellings: readonly Spelling[] = [
  { difference: 'blanks around it differ', plain: (text) => text.trim() },
  { difference: 'zeros at the front are lost', plain: (text) => text.replace(/^0+(?=\d)/, '') },
  { difference: 'one is written with .0', plain: (text) => text.replace(/^(\d+)\.0+$/, '$1') },
  { difference: 'upper and lower case differ', plain: (text) => text.toLowerCase() },
  { difference: 'quotes around it differ', plain: (text) => text.replace(/^(["'])(.*)\1$/, '$2') },
];
const barest = (text: string): string => spellings.reduce((bare, { plain }) => plain(bare), text);

export interface NearMiss {
  /** How many of the others would meet an id. */
  readonly count: number;
  /** One of the others, the id it would meet, and why it does not. */
  readonly other: Id;
  readonly id: Id;
  readonly difference: string;
}

/** Of `others` that `ids` does not know, those that would meet an id of its. */
export function nearMiss(ids: IdMap, others: Iterable<Id>): NearMiss | undefined {
  const unknown = [...others].filter((other) => ids.indexOf(other) === undefined);
  if (unknown.length === 0) return undefined;
  const bare = new Map(ids.ids.map((id) => [barest(String(id)), id]));
  const near = unknown.filter((other) => bare.has(barest(String(other))));
  if (near.length === 0) return undefined;
  const [other] = near;
  const id = bare.get(barest(String(other))) as Id;
  const one = spellings.find(({ plain }) => plain(String(other)) === plain(String(id)));
  return { count: near.length, other, id, difference: one?.difference ?? 'they are written differently' };
}

/** "; "7" is "007" in the model: zeros at the front are lost", to end a sentence of ids that are unknown; '' where none comes near. */
export function nearHint(ids: IdMap, others: Iterable<Id>, where = 'the model'): string {
  const near = nearMiss(ids, others);
  if (near === undefined) return '';
  const more = near.count === 1 ? '' : `, and ${near.count - 1} more like it`;
  return `; "${near.other}" is "${near.id}" in ${where}: ${near.difference}${more}`;
}
