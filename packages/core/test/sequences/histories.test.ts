import { expect, test } from 'vitest';
import { type Interactions, interactionsFromRows, joinIds, selectInteractions } from '../../src/index.ts';
import { orderedHistories } from '../../src/sequences/histories.ts';
import { timeOrderOf } from '../../src/sequences/time-order.ts';

/** Rows "user item time" in the order of the source. */
const rowsOf = (text: string) =>
  text.split(' ').map((row) => {
    const [user, item, timestamp] = row.split(',');
    return { user, item, ...(timestamp !== undefined && { timestamp: Number(timestamp) }) };
  });
const wayOf = (data: Interactions, user = 'u'): string => {
  const { pointers, items } = orderedHistories('test', data);
  const row = data.users.indexOf(user) as number;
  return [...items.subarray(pointers[row], pointers[row + 1])].map((item) => data.items.ids[item]).join('');
};

test('histories go by time, and rows of one moment keep their order', () => {
  expect(wayOf(interactionsFromRows(rowsOf('v,x,1 u,c,5 u,b,5 u,a,9 u,z,1 u,a2,5')))).toBe('zcba2a');
});

test('the order of rows is kept where rows are chosen, joined and merged', () => {
  const data = interactionsFromRows(rowsOf('u,c,5 u,a,5 u,b,5 u,d,5 v,a,1'));
  expect(wayOf(selectInteractions(data, Uint8Array.from([1, 0, 1, 1, 1])))).toBe('cbd');
  const { first } = joinIds(data, interactionsFromRows(rowsOf('w,0,1')), (ids) => [...ids].sort().reverse());
  expect(wayOf(first)).toBe('cabd');
  // Rows that stand by user and item need no order of their own until they are joined in another one.
  const standing = interactionsFromRows(rowsOf('u,a,5 u,b,5 u,c,5'));
  expect(standing.sourceOrder).toBeUndefined();
  const { first: moved } = joinIds(standing, interactionsFromRows(rowsOf('w,0,1')), (ids) => [...ids].sort().reverse());
  expect(wayOf(moved)).toBe('abc');
  // Of a pair given twice the last row counts.
  expect(wayOf(interactionsFromRows(rowsOf('u,c,5 u,a,5 u,c,5')))).toBe('ac');
});

test('weights of 0 are no step', () => {
  const data = interactionsFromRows(
    [
      { user: 'u', item: 'b', weight: 1, timestamp: 2 },
      { user: 'u', item: 'a', weight: 0, timestamp: 1 },
    ],
    { valueKind: 'weight' },
  );
  expect(wayOf(data)).toBe('b');
});

test('without times there is no order, and the remedy is named', () => {
  expect(() => wayOf(interactionsFromRows(rowsOf('u,a u,b')))).toThrow(
    'test: 2 of 2 interactions have no timestamp; give every row one (--columns user,item,timestamp names the column), leave those rows out, or take a model that needs no order, such as item-knn or popular.',
  );
  expect([...timeOrderOf(interactionsFromRows(rowsOf('u,b u,a')), 0)]).toEqual([0, 1]);
});
