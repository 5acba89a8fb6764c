/** A column that says what kind of event a row is: view, cart, purchase. */
import { type CategoryColumn, type ContextColumn, LikewiseError, unknownName } from '@likewise/core';
import { whole } from '../../words/numbers.ts';
import { plainName } from '../cells/column-names.ts';

/** Kinds that count, each with its weight; `undefined` counts 1. Other kinds are left out. */
export type EventWeights = Readonly<Record<string, number | undefined>>;

export interface EventColumn {
  readonly name: string;
  readonly column: CategoryColumn;
}

/** Columns of kinds have no more than so many. */
const MOST_KINDS = 30;
const columnNames = new Set(
  'event events eventtype eventname eventkind action actiontype behavior behaviour behaviortype behaviourtype interaction interactiontype activity activitytype feedbacktype'.split(
    ' ',
  ),
);
const kindNames = new Set(
  `view viewed pageview pageviews click clicked detail impression shown search addtocart addcart cart carted removefromcart removecart
  purchase purchased buy bought transaction order ordered checkout sale rent borrow play played watch watched listen listened stream start
  stop finish finished complete completed skip skipped read open opened visit like liked dislike disliked favorite favourite fav wishlist
  addtowishlist bookmark save saved collect share shared follow comment rate rated review reviewed download install`.split(/\s+/),
);

/** The column whose name or whose cells say that it holds kinds of events; two of them at least. */
export function eventColumn(context: ReadonlyMap<string, ContextColumn>): EventColumn | undefined {
  const kinds = [...context].flatMap(([name, column]) =>
    column.kind === 'category' && column.levels.length > 1 && column.levels.length <= MOST_KINDS ? [{ name, column }] : [],
  );
  const named = kinds.find(({ name }) => columnNames.has(plainName(name)));
  return named ?? kinds.find(({ column }) => column.levels.every((level) => kindNames.has(plainName(level))));
}

/**
 * The column that the kinds asked for stand in: one that holds them all, else the one recognised. `part`: the file need not have them all.
 * @throws LikewiseError `unknown-kind` for a kind that no row is of, with the kinds there are
 */
export function statedEventColumn(
  file: string,
  context: ReadonlyMap<string, ContextColumn>,
  events: EventWeights,
  part = false,
): EventColumn {
  const asked = Object.keys(events);
  const categories = [...context].flatMap(([name, column]) => (column.kind === 'category' ? [{ name, column }] : []));
  const holding = categories.find(({ column }) => asked.every((kind) => column.levels.includes(kind)));
  const some = part ? categories.find(({ column }) => asked.some((kind) => column.levels.includes(kind))) : undefined;
  const found = holding ?? eventColumn(context) ?? some;
  if (found === undefined) {
    const columns =
      categories.length === 0 ? 'there is no such column' : `none of the columns ${[...context.keys()].join(', ')} holds them`;
    const remedy = 'leave --events out, or let --columns name user and item alone';
    throw new LikewiseError('unknown-kind', `${file}: no row is an event of the kinds ${asked.join(', ')}: ${columns}; ${remedy}.`, {
      file,
      kinds: asked,
    });
  }
  const unknown = asked.find((kind) => !found.column.levels.includes(kind));
  if (unknown === undefined || part) return found;
  throw unknownName('unknown-kind', `${file}: --events: no row of column ${found.name} is "${unknown}"`, unknown, found.column.levels);
}

/** "view 2,664, purchase 22", the most frequent first. */
export function kindsShown({ column }: EventColumn): string {
  return counted(column)
    .map(({ kind, count }) => `${kind} ${whole(count)}`)
    .join(', ');
}

/** What may be said with `--events` of these kinds: the rarest chosen, and all weighed. */
export function eventsHint(events: EventColumn): string {
  const kinds = counted(events.column).map(({ kind }) => kind);
  const shown = kinds.slice(0, 4);
  return `--events ${shown.map((kind, place) => `${kind}=${place + 1}`).join(',')} weighs them, --events ${kinds.at(-1)} chooses`;
}

function counted({ levels, codes }: CategoryColumn): { readonly kind: string; readonly count: number }[] {
  const counts = new Uint32Array(levels.length + 1);
  for (const code of codes) counts[code]++;
  return levels.map((kind, code) => ({ kind, count: counts[code] })).sort((a, b) => b.count - a.count);
}
