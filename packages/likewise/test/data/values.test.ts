/** What values, kinds of events and ids may mean, what is told of it, and the options that settle it. */

import { likes } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { valueMark } from '../../src/data/columns/value-marks.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { withUnrated } from '../../src/data/read/unrated-pairs.ts';
import { file, refusal, shown } from './files.ts';

const marked = 'user,item,rating\np,a,-1\np,b,9\nq,a,8\nq,b,-1\nr,c,-1\nr,a,7\n';

describe('case 41: values that may mean "not rated"', () => {
  test.each([
    ['-1 among 1 to 10', [-1, -1, 7, 9], -1],
    ['99 among -10 to 10', [99, -9.5, 8, 99], 99],
    ['255 among 1 to 5', [1, 255, 5], 255],
    ['0 among 3 to 5', [0, 3, 4, 5], 0],
    ['many 0 among 1 to 5', [0, 0, 0, 0, 1, 2, 3, 4, 5], 0],
    ['0 among 0 to 5', [0, 1, 1, 2, 3, 4, 5], undefined],
    ['dislike and like', [-1, 1, 1, -1], undefined],
    ['dislike, nothing and like', [-1, 0, 1], undefined],
    ['a scale around 0', [-10, -1, 0, 3, 10], undefined],
    ['a scale to 100', [1, 50, 99, 100], undefined],
    ['0 and 1', [0, 0, 0, 1], undefined],
    ['one value', [-1, -1], undefined],
  ])('%s', (_, values, mark) => {
    expect(valueMark(Float32Array.from(values))?.value).toBe(mark);
  });

  test('the warning names the mark, the others and the flag', async () => {
    const { report } = await readInteractions(file(marked));
    expect(report.warnings).toContain('3 of 6 ratings are -1, the others 7 to 9: -1 may mean "not rated"; --missing -1 takes it out');
    const weights = await readInteractions(file(marked.replace('rating', 'count')), {});
    expect(weights.report.warnings.join()).not.toContain('not rated');
  });

  test('missing takes them out, whatever the scale, and ids without a rating with them', async () => {
    const { interactions, unrated, report } = await readInteractions(file(marked), { missing: [-1], scale: { min: 1, max: 10 } });
    expect(shown(interactions)).toEqual(['p b 9', 'q a 8', 'r a 7']);
    expect(interactions.items.ids).toEqual(['a', 'b']);
    expect(unrated === undefined ? [] : shown(unrated)).toEqual(['p a 1', 'q b 1', 'r c 1']);
    expect(report.leftOut).toEqual(['3 rows without a rating (-1) left out']);
    expect(report.warnings.join()).not.toContain('not rated');
  });

  test('words and empty cells too; what is no value otherwise is refused with the flag', async () => {
    const text = 'user,item,rating,time\np,a,NA,1700000000\np,b,,1700000001\nq,a,4,1700000002\n';
    expect((await refusal(readInteractions(file(text)))).message).toMatch(/got "NA".*--missing NA/);
    expect((await refusal(readInteractions(file(text), { missing: ['NA'] }))).message).toMatch(/must not be empty.*--missing empty/);
    const { interactions, report } = await readInteractions(file(text), { missing: ['NA', 'empty'] });
    expect(shown(interactions)).toEqual(['q a 4@1700000002']);
    expect(report.leftOut).toEqual(['2 rows without a rating (NA, empty) left out']);
  });

  test('a value that no row has is said, and so are rows without values', async () => {
    const { report } = await readInteractions(file(marked), { missing: [99] });
    expect(report.leftOut).toEqual(['no value is 99: --missing leaves out nothing']);
    expect((await refusal(readInteractions(file('user,item\np,a\n'), { missing: [99] }))).message).toMatch(/no value that could be 99/);
    const all = await refusal(readInteractions(file('user,item,rating\np,a,-1\n'), { missing: [-1] }));
    expect(all.message).toMatch(/no row is left of 1 \(1 row without a rating \(-1\) left out\)/);
  });

  test('beside likes they count as seen', async () => {
    const text =
      'user,item,rating,time,place\np,a,-1,2020-01-01,home\np,b,9,2020-01-02,\nq,a,8,2020-01-03,work\nq,a,-1,2020-01-04,work\nr,c,-1,2020-01-05,work\nr,a,2,2020-01-06,home\n';
    const { interactions, unrated } = await readInteractions(file(text), { missing: [-1] });
    const all = withUnrated(likes(interactions, '>=7'), unrated as typeof interactions);
    const [jan1] = [Date.UTC(2020, 0, 1) / 1000];
    expect(shown(all)).toEqual(
      ['p a 0', 'p b 1', 'q a 1', 'r a 0', 'r c 0'].map((row, k) => `${row}@${jan1 + 86_400 * [0, 1, 2, 5, 4][k]}`),
    );
    expect(all.items.ids).toEqual(['a', 'b', 'c']);
    expect(all.context.get('place')).toMatchObject({ levels: ['home', 'work'], codes: Uint32Array.of(0, 2, 1, 0, 1) });
  });
});

const events = 'user,item,event\nu1,A,view\nu2,A,view\nu3,A,view\nu1,B,purchase\nu1,A,purchase\nu2,C,cart\n';

describe('case 66: kinds of events', () => {
  test('are listed and said to count alike', async () => {
    const { report } = await readInteractions(file(events));
    expect(report.warnings.join()).toContain(
      'column event holds kinds of events (view 3, purchase 2, cart 1), which all count alike; --events view=1,purchase=2,cart=3 weighs them, --events cart chooses',
    );
    const steam = await readInteractions(file('1,Chess,purchase,1\n1,Chess,play,7\n2,Go,purchase,1\n'));
    expect(steam.report.warnings.join()).toMatch(/column column3 holds kinds of events \(purchase 2, play 1\)/);
    const other = await readInteractions(file('user,item,weekday\nu,i,sunday\nu,j,monday\n'));
    expect(other.report.warnings.join()).not.toContain('kinds of events');
  });

  test('are chosen', async () => {
    const { interactions, report } = await readInteractions(file(events), { events: { purchase: undefined } });
    expect(shown(interactions)).toEqual(['u1 A 1', 'u1 B 1']);
    expect(interactions.valueKind).toBe('none');
    expect(interactions.context.size).toBe(0);
    expect(report.leftOut).toEqual(['4 rows of other kinds of event left out']);
    expect(report.columns).toMatchObject({ events: 'event', context: [] });
    expect(report.messages.join()).toContain('events = event (purchase=1)');
    expect(report.warnings.join()).not.toContain('count alike');
  });

  test('are weighed, and weights of one pair add up', async () => {
    const { interactions } = await readInteractions(file(events), { events: { view: 1, purchase: 5, cart: 0 } });
    expect(interactions.valueKind).toBe('weight');
    expect(shown(interactions)).toEqual(['u1 A 6', 'u1 B 5', 'u2 A 1', 'u2 C 0', 'u3 A 1']);
    const pieces = 'user,item,event,quantity\nu,a,view,1\nu,a,buy,3\nu,b,buy,2\n';
    const weighed = await readInteractions(file(pieces), { events: { buy: 5, view: undefined } });
    expect(shown(weighed.interactions)).toEqual(['u a 16', 'u b 10']);
  });

  test('need not all be in a part of the data', async () => {
    const part = file('user,item,event\nu1,A,purchase\nu2,B,purchase\n');
    const options = { events: { view: 1, purchase: 5 } };
    expect((await refusal(readInteractions(part, options))).message).toMatch(/no row is an event of the kinds view, purchase/);
    expect(shown((await readInteractions(part, { ...options, part: true })).interactions)).toEqual(['u1 A 5', 'u2 B 5']);
  });

  test('are refused where no row has them, by name', async () => {
    expect((await refusal(readInteractions(file(events), { events: { purchse: 1 } }))).message).toMatch(
      /no row of column event is "purchse" \(did you mean "purchase"\?\)/,
    );
    expect((await refusal(readInteractions(file('user,item\nu,i\n'), { events: { buy: 1 } }))).message).toMatch(
      /no row is an event of the kinds buy: there is no such column/,
    );
    const rated = file('user,item,rating,event\nu,a,4,view\nu,b,3,buy\n');
    expect((await refusal(readInteractions(rated, { events: { buy: 2 } }))).message).toMatch(
      /events have weights, but the rows have ratings/,
    );
    expect(shown((await readInteractions(rated, { events: { buy: undefined } })).interactions)).toEqual(['u b 3']);
  });
});

describe('quantities', () => {
  const goods = 'user,item,quantity\nu,a,6\nu,a,2\nu,b,3\nu,b,-3\nv,a,2\nv,a,-1\nv,c,-4\n';

  test('add up; what is returned is taken off, and said', async () => {
    const { interactions, report } = await readInteractions(file(goods));
    expect(shown(interactions)).toEqual(['u a 8', 'u b 0', 'v a 1', 'v c 0']);
    expect(report.duplicates).toBe('sum');
    expect(report.warnings).toContain('3 rows repeat one of 4 distinct pairs; merged by the rule sum: weights add up');
    expect(report.warnings).toContain(
      '3 rows of quantity are negative (returned?) and taken off what the same pair has; 2 pairs with nothing left count as seen',
    );
  });

  test('weights that are no pieces stay negative: models refuse them (case 8)', async () => {
    const { interactions, report } = await readInteractions(file('user,item,weight\nu,a,-2.5\nu,b,3\n'));
    expect(shown(interactions)).toEqual(['u a -2.5', 'u b 3']);
    expect(report.warnings.join()).not.toContain('returned');
  });

  test('a stated rule holds, and ratings are not added', async () => {
    expect(shown((await readInteractions(file(goods), { duplicates: 'last' })).interactions)).toEqual(['u a 2', 'u b 0', 'v a 0', 'v c 0']);
    expect(shown((await readInteractions(file('user,item,rating\nu,a,6\nu,a,2\n'))).interactions)).toEqual(['u a 2']);
  });
});

test('case 39: true and false are 1 and 0', async () => {
  for (const [yes, no] of [
    ['true', 'false'],
    ['True', 'False'],
    ['yes', 'no'],
  ]) {
    const { interactions } = await readInteractions(file(`user,item,click\nu,a,${no}\nu,b,${yes}\nv,a,${yes}\n`), {
      columns: 'user,item,weight',
    });
    expect(shown(interactions)).toEqual(['u a 0', 'u b 1', 'v a 1']);
  }
  const mixed = file('user,item,click\nu,a,true\nu,b,3\n');
  expect((await refusal(readInteractions(mixed, { columns: 'user,item,weight' }))).message).toMatch(
    /line 3: weight \(column click\) must be true or false as other cells are/,
  );
});

describe('cases 67 and 68: rows of nobody', () => {
  const shop = 'user,item,quantity\n501,77A,6\n,77A,1\n502,,2\n502,78,2\n';

  test('without a user or an item they are refused with the flag, or left out and counted', async () => {
    const error = await refusal(readInteractions(file(shop)));
    expect(error.message).toMatch(/line 3: user must not be empty.*--skip-empty-ids/);
    const { interactions, report } = await readInteractions(file(shop), { skipEmptyIds: true });
    expect(shown(interactions)).toEqual(['501 77A 6', '502 78 2']);
    expect(interactions.users.ids).toEqual(['501', '502']);
    expect([report.rows, report.leftOut]).toEqual([4, ['2 rows without a user or an item left out']]);
    const whole = await readInteractions(file('user,item\nu,i\n'), { skipEmptyIds: true });
    expect(whole.report.leftOut).toEqual(['every row has a user and an item: --skip-empty-ids leaves out nothing']);
  });

  test('lines of repeated pairs are named as the file counts them', async () => {
    const repeated = file('user,item\n,x\na,x\n,y\na,x\n');
    const error = await refusal(readInteractions(repeated, { skipEmptyIds: true, duplicates: 'error' }));
    expect(error.data['lines']).toEqual([3, 5]);
  });

  test.each(['NA', 'null', '-', 'unknown'])('%s with many rows is warned of, stays an id, and is left out by a flag', async (nobody) => {
    const text = `user,item\n${['71', '72', '73'].map((item) => `${nobody},${item}\n`).join('')}8,71\n9,72\n10,73\n`;
    const { interactions, report } = await readInteractions(file(text));
    expect(interactions.users.ids).toContain(nobody);
    expect(report.warnings.join()).toContain(`the user ${nobody} has 3 rows of 6 and counts as one person`);
    expect(report.warnings.join()).toContain(`--skip-ids ${nobody}`);
    const without = await readInteractions(file(text), { skipIds: [nobody, 'x'] });
    expect(without.interactions.users.ids).not.toContain(nobody);
    expect(without.report.leftOut).toEqual([`3 rows of ${nobody}, x left out`, '--skip-ids: no row has the id x']);
  });

  test('a name that few rows have is nobody’s business', async () => {
    const rows = Array.from({ length: 60 }, (_, k) => `u${k % 20},i${k}\n`).join('');
    expect((await readInteractions(file(`user,item\nunknown,i1\n${rows}`))).report.warnings.join()).not.toContain('unknown');
  });
});

test('lists of items are one row an item', async () => {
  const { interactions } = await readInteractions(file('{"user":"ana","item":["tea","jam"]}\n{"user":"ben","item":["tea"]}\n', 'x.jsonl'));
  expect(shown(interactions)).toEqual(['ana jam 1', 'ana tea 1', 'ben tea 1']);
});
