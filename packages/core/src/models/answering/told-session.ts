/** The session that a history tells: items in the order in which they were met. */
import type { IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { History, HistoryEntry } from '../contract/model.ts';
import { checkedId, requireFiniteValue } from './user-row.ts';

export interface SessionRule {
  /** Which items the model learned something of. */
  readonly learned: (itemIndex: number) => boolean;
  /** Hours of pause after which a new session begins; absent: all of the history is one. */
  readonly gapHours?: number | undefined;
  /** Items kept, the newest. */
  readonly most: number;
}

/**
 * Item indexes of the last session, oldest first: by time where every event has one, else as told. What has the value 0 was seen and not
 * liked, and is no step; items that are not known are passed over; `undefined` where nothing is left.
 * @throws LikewiseError `invalid-value` for a value or time that is not a finite number, and where some events have times and others none;
 * `negative-weight`
 */
export function toldSession(owner: string, items: IdMap, history: History, rule: SessionRule): Uint32Array | undefined {
  const told = Array.from(history);
  for (const entry of told) checkEvent(owner, entry);
  const timed = told.filter(({ timestamp }) => timestamp !== undefined).length;
  if (timed > 0 && timed < told.length) {
    const mixed = `${timed} of ${told.length} events of the history have a timestamp`;
    throw new LikewiseError('invalid-value', `${owner}: ${mixed}; give all of them one, or none and tell the oldest first.`, { timed });
  }
  const liked = told.filter(({ value }) => value !== 0);
  if (timed > 0) liked.sort((a, b) => (a.timestamp as number) - (b.timestamp as number));
  const gap = rule.gapHours === undefined ? Number.POSITIVE_INFINITY : rule.gapHours * 3600;
  const session: number[] = [];
  let later: number | undefined;
  for (const { item, timestamp } of liked.toReversed()) {
    if (session.length >= rule.most) break;
    if (timestamp !== undefined && later !== undefined && later - timestamp > gap) break;
    later = timestamp;
    const itemIndex = items.indexOf(item);
    if (itemIndex !== undefined && rule.learned(itemIndex)) session.push(itemIndex);
  }
  return session.length === 0 ? undefined : Uint32Array.from(session.reverse());
}

function checkEvent(owner: string, entry: HistoryEntry): void {
  const item = checkedId('item', entry, ({ item: id }) => id);
  const { value = 1, timestamp } = entry;
  requireFiniteValue('item', item, value);
  if (value < 0)
    throw new LikewiseError('negative-weight', `${owner}: a value of implicit feedback must be ≥ 0; got ${value} (item ${item}).`, {
      item,
      value,
    });
  if (timestamp === undefined || (typeof timestamp === 'number' && Number.isFinite(timestamp))) return;
  throw new LikewiseError(
    'invalid-value',
    `${owner}: the timestamp of item ${item} must be a finite number of seconds; got ${timestamp}.`,
    {
      item,
      timestamp,
    },
  );
}
