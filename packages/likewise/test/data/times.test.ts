/** Times in every way people write them, judged by the column as a whole. */

import { describe, expect, test } from 'vitest';
import fc from '../../../core/testkit/properties.ts';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { NamedColumns } from '../../src/data/read/named-columns.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file, refusal } from './files.ts';

const dated = (cells: readonly string[]): string =>
  file(`user;item;timestamp\n${cells.map((cell, row) => `u${String(row).padStart(3, '0')};i;${cell}\n`).join('')}`);
const read = async (cells: readonly string[], options: ReadOptions = {}) => {
  const { interactions, report } = await readInteractions(dated(cells), options);
  return {
    moments: [...(interactions.timestamps ?? [])].map((time) => (Number.isNaN(time) ? '' : new Date(time * 1000).toISOString())),
    written: report.timeUnit,
    warnings: report.warnings.filter((warning) => !warning.endsWith('have no timestamp')).join('\n'),
  };
};

describe('case 53: dates that are no Unix times', () => {
  test.each([
    ['digits', ['20191231', '', '20200201'], 'YYYYMMDD', ['2019-12-31T00:00:00.000Z', '', '2020-02-01T00:00:00.000Z']],
    [
      'digits with the hour',
      ['20191231073000', '20200201000000'],
      'YYYYMMDDhhmmss',
      ['2019-12-31T07:30:00.000Z', '2020-02-01T00:00:00.000Z'],
    ],
    ['digits with the minute', ['201912310730'], 'YYYYMMDDhhmmss', ['2019-12-31T07:30:00.000Z']],
    ['digits around a T', ['20191231T073001Z', '20200201T000000Z'], 'ISO 8601', ['2019-12-31T07:30:01.000Z', '2020-02-01T00:00:00.000Z']],
    ['the year first', ['2019/12/31 7:30', '2020/2/1'], 'dates', ['2019-12-31T07:30:00.000Z', '2020-02-01T00:00:00.000Z']],
    ['the month first', ['2/1/2020', '12/31/2019 7:30'], 'month/day/year', ['2020-02-01T00:00:00.000Z', '2019-12-31T07:30:00.000Z']],
    ['the day first', ['1.2.2020', '31.12.2019 07:30:05.5'], 'day/month/year', ['2020-02-01T00:00:00.000Z', '2019-12-31T07:30:05.500Z']],
    ['two digits of a year', ['1/2/20', '31/12/19'], 'day/month/year', ['2020-02-01T00:00:00.000Z', '2019-12-31T00:00:00.000Z']],
    [
      'a clock of twelve hours',
      ['11/20/2019 9:05:58 AM', '11/10/2019 12:00:00 AM', '11/10/2019 12:30 PM', '11/10/2019 11:00 p.m.'],
      'month/day/year',
      ['2019-11-20T09:05:58.000Z', '2019-11-10T00:00:00.000Z', '2019-11-10T12:30:00.000Z', '2019-11-10T23:00:00.000Z'],
    ],
    [
      'months by name',
      [
        '3 Apr 2012',
        '3-Apr-12 6:00 PM',
        'April 3rd, 2012',
        'Tue, 03 Apr 2012 18:00:09 +0200',
        'Tue Apr 03 18:00:09 +0000 2012',
        '04 3, 2012',
      ],
      'dates',
      ['00:00:00', '18:00:00', '00:00:00', '16:00:09', '18:00:09', '00:00:00'].map((time) => `2012-04-03T${time}.000Z`),
    ],
  ])('%s', async (_, cells, written, moments) => {
    expect(await read(cells)).toEqual({ moments, written, warnings: '' });
  });
});

test('days since 1900 are read and told', async () => {
  const { moments, written, warnings } = await read(['43830', '43862.5']);
  expect(moments).toEqual(['2019-12-31T00:00:00.000Z', '2020-02-01T12:00:00.000Z']);
  expect(written).toBe('days since 1900');
  expect(warnings).toMatch(/times between 43830 and 43862.5 were read as days since 1900.*2019-12-31 to 2020-02-01/);
});

test('dates of two readings are refused with the flag that reads them; a column that tells overrules it', async () => {
  const cells = ['3/4/2024', '5/6/2024'];
  const error = await refusal(read(cells));
  expect(error.code).toBe('ambiguous-dates');
  expect(error.message).toMatch(/the dates of timestamp may all be day\/month or month\/day; say which with --dates day-first or/);
  expect((await read(cells, { dates: 'day-first' })).moments[0]).toBe('2024-04-03T00:00:00.000Z');
  expect((await read(cells, { dates: 'month-first' })).moments[0]).toBe('2024-03-04T00:00:00.000Z');
  const told = await read([...cells, '5/16/2024'], { dates: 'day-first' });
  expect([told.moments[0], told.written]).toEqual(['2024-03-04T00:00:00.000Z', 'month/day/year']);
  expect(told.warnings).toMatch(/dates were read month-first/);
});

test('a file of one month is likelier than one of one day in every month, and that is told', async () => {
  const december = ['12/1/2010 8:26', '12/2/2010 9:00', '12/9/2010 10:00'];
  const { moments, warnings } = await read(december);
  expect(moments[2]).toBe('2010-12-09T10:00:00.000Z');
  expect(warnings).toMatch(/dates were read month-first, because their first part is always the same; --dates says otherwise/);
  expect((await read(december, { dates: 'day-first' })).moments[2]).toBe('2010-09-12T10:00:00.000Z');
  expect((await read(['1.12.2010', '2.12.2010', '9.12.2010'])).warnings).toMatch(/read day-first, because their second part/);
});

test.each([
  [['16/5/2024', '5/16/2024'], /line 3: timestamp must be written with day and month in the order of the lines before/],
  [['16/5/2024', '31/4/2024'], /timestamp must be a date of the calendar/],
  [['32/5/2024'], /line 2: timestamp must be a date of the calendar; got "32\/5\/2024"/],
  [['16/5/2024', '2024-05-16'], /line 3: timestamp must be written as in the lines before \(as 24\/6\/2016\)/],
  [['2024-05-16', '1700000000'], /line 3: timestamp must be written as in the lines before \(as 2016-06-24\)/],
  [['1700000000', '2024-05-16'], /line 3: timestamp must be written as in the lines before \(as a number\)/],
  [['11/20/2019 13:05 PM'], /line 2: timestamp must be a Unix time or/],
  [['3 Apx 2012'], /line 2: timestamp must be a Unix time or/],
  [['31 Apr 2012'], /line 2: timestamp must be a Unix time or/],
  [['20191331 07:00'], /line 2: timestamp must be a Unix time or/],
])('%j is refused', async (cells, sentence) => {
  expect((await refusal(read(cells))).message).toMatch(sentence);
});

test('seconds among milliseconds, and among microseconds, are read by their size and counted', async () => {
  for (const zeros of ['000', '000000', '000000000']) {
    const { moments, warnings } = await read([`1700000000${zeros}`, '1600000000', '']);
    expect(moments).toEqual(['2023-11-14T22:13:20.000Z', '2020-09-13T12:26:40.000Z', '']);
    expect(warnings).toMatch(/1 timestamp is in a larger unit than the other (milli|micro|nano)seconds/);
  }
});

test('years before 1980 and after 2099 are warned of', async () => {
  const { warnings } = await read(['1', '1700000000', '5000000000']);
  expect(warnings).toMatch(/1 timestamp lies before 1980, the first at 1970-01-01T00:00:01Z; are they times\?/);
  expect(warnings).toMatch(/1 timestamp lies after 2099, the last at 2128-06-11/);
  expect((await read(['99999999', '1700000000'])).warnings).toMatch(/before 1980/);
});

test('years and counts are no days of the calendar', async () => {
  expect((await read(['2019', '2020'])).written).toBe('seconds');
  expect((await read(['20191231', '20191331'])).written).toBe('seconds');
});

test('tables read their times by the same rules', async () => {
  const found = new NamedColumns(await readTable(dated(['20191231', '20200201'])), { time: 'timestamp' });
  expect(found.moments('time')).toEqual({ seconds: Float64Array.of(1577750400, 1580515200), written: 'YYYYMMDD', warnings: [] });
  const slashed = new NamedColumns(await readTable(dated(['1/2/2020', '3/4/2020'])), { time: 'timestamp' });
  expect(() => slashed.moments('time')).toThrow(/may all be day\/month or month\/day; say which with --dates/);
  expect(slashed.moments('time', 'day-first')?.seconds[0]).toBe(1580515200);
  const empty = new NamedColumns(await readTable(dated(['20191231', ''])), { time: 'timestamp' });
  expect(() => empty.moments('time')).toThrow(/line 3: timestamp must be a Unix time/);
});

test('any moments come back equal in every notation', async () => {
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const notations: readonly ((date: Date) => string)[] = [
    (date) => date.toISOString(),
    (date) => date.toISOString().replace('T', ' ').replace('.000Z', ''),
    (date) => date.toISOString().replaceAll(/[-:]/g, '').replace('.000', ''),
    (date) => date.toISOString().replaceAll(/\D/g, '').slice(0, 14),
    (date) => String(date.getTime() / 1000),
    (date) => String(date.getTime()),
    (date) => `${date.getTime()}000`,
    (date) => date.toUTCString(),
    (date) => String(date.getTime() / 86_400_000 + 25_569),
    (date) => `${date.getUTCFullYear()}/${date.getUTCMonth() + 1}/${date.getUTCDate()} ${date.toISOString().slice(11, 19)}`,
    (date) => `${date.getUTCDate()}.${date.getUTCMonth() + 1}.${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)}`,
    (date) => {
      const hour = date.getUTCHours();
      const clock = `${hour % 12 || 12}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
      return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${clock}`;
    },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 500_000_000, max: 2_500_000_000 }), { minLength: 1, maxLength: 20 }), async (times) => {
      // One day above 12 tells the order of day and month.
      const moments = [...times, Date.UTC(2020, 0, 31) / 1000];
      for (const write of notations) {
        const cells = moments.map((seconds) => write(new Date(seconds * 1000)));
        expect((await read(cells)).moments, cells[0]).toEqual(moments.map((seconds) => new Date(seconds * 1000).toISOString()));
      }
    }),
    { numRuns: 10 },
  );
});
