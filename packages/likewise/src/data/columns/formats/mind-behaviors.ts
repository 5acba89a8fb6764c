/** MIND's behaviors: impression, user, moment, the user's history of news, and what was shown with its clicks (`N5-1 N7-0`). */
import type { CellTable } from '../../cells/cell-table.ts';
import { unfoldedTable } from './unfolded-table.ts';

const MOMENT = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([AP])M$/;
const SHOWN = /^\S+-[01](?: \S+-[01])*$/;

/** A row for each item of the histories; `undefined` for other tables. */
export function mindBehaviors(table: CellTable): CellTable | undefined {
  const { sample, width, delimiter, header } = table;
  if (width !== 5 || delimiter !== '\t' || header || sample.length === 0) return undefined;
  if (!sample.every((cells) => MOMENT.test(cells[2]) && SHOWN.test(cells[4]) && !/[,;|]/.test(cells[3]))) return undefined;
  let without = 0;
  return unfoldedTable(table, {
    names: ['user', 'item', 'timestamp'],
    notes: () => [
      'laid out as the behaviors of MIND: user = column 2, items = the history in column 4, timestamp = column 3; the clicks in column 5 are not read',
      ...(without > 0 ? [`${without} of its rows have no history`] : []),
    ],
    unfold({ text }, row, into) {
      const [user, moment, history] = [1, 2, 3].map(text);
      if (row === 0) without = 0;
      if (history === '') without++;
      else for (const item of history.split(' ')) if (item !== '') into.push(user, item, isoOf(moment));
    },
  });
}

/** 11/10/2019 9:05:58 AM is the tenth of November. Other text stays, and is refused as no moment. */
function isoOf(text: string): string {
  const [, month, day, year, hour, minute, second, half] = MOMENT.exec(text) ?? [];
  if (month === undefined) return text;
  const pad = (number: string | number): string => String(number).padStart(2, '0');
  return `${year}-${pad(month)}-${pad(day)}T${pad((Number(hour) % 12) + (half === 'P' ? 12 : 0))}:${minute}:${second}Z`;
}
