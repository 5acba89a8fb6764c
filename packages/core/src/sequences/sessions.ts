/** Sessions: what someone did without a long pause. The gap rule is Catledge, Pitkow: Characterizing Browsing Strategies in the World-Wide Web, 1995. */
import type { Histories } from './histories.ts';

const HOUR = 3600;

/**
 * 1 where an event begins a session: the first of a history, and one that comes more than `gapHours` after the one before; [events].
 * Without a gap a history is one session.
 */
export function sessionBegins({ pointers, timestamps }: Pick<Histories, 'pointers' | 'timestamps'>, gapHours?: number): Uint8Array {
  const begins = new Uint8Array(timestamps.length);
  for (let e = 1; e < begins.length; e++) if (gapHours !== undefined && timestamps[e] - timestamps[e - 1] > gapHours * HOUR) begins[e] = 1;
  for (let user = 0; user + 1 < pointers.length; user++) if (pointers[user] < pointers[user + 1]) begins[pointers[user]] = 1;
  return begins;
}

/** The newest items of everyone's last session, oldest first. */
export interface RecentItems {
  /** [users + 1]. */
  readonly pointers: Uint32Array;
  /** Item indexes; [events kept]. */
  readonly items: Uint32Array;
}

/** @param most items kept of each user */
export function recentItems(histories: Histories, begins: Uint8Array, most: number): RecentItems {
  const users = histories.pointers.length - 1;
  const pointers = new Uint32Array(users + 1);
  const items = new Uint32Array(histories.items.length);
  let kept = 0;
  for (let user = 0; user < users; user++) {
    const [first, end] = [histories.pointers[user], histories.pointers[user + 1]];
    let begin = end;
    while (begin > first && end - begin < most && (begin === end || begins[begin] === 0)) begin--;
    items.set(histories.items.subarray(begin, end), kept);
    kept += end - begin;
    pointers[user + 1] = kept;
  }
  return { pointers, items: items.slice(0, kept) };
}
