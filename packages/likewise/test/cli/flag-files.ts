/** The files that the table of flags asks about: small, and such that every flag makes a difference. */
import { folder } from './run.ts';

export const { path, file }: ReturnType<typeof folder> = folder();
export const ratings: string = file(
  'ratings.csv',
  `user,item,rating,timestamp,place\n${Array.from({ length: 12 }, (_, u) =>
    Array.from({ length: 10 }, (_item, i) => [
      `u${u}`,
      `i${i}`,
      ((u * i + u + i) % 5) + 1,
      1_700_000_000 + u * 100 + i * 7,
      i % 3 ? 'home' : 'café',
    ])
      .filter((_row, i) => (u + i) % 3 > 0)
      .map((row) => `${row.join(',')}\n`)
      .join(''),
  ).join('')}u1,i1,1,1700000001,home\n`,
);
export const dated: string = file(
  'dated.csv',
  `user,item,rating,timestamp\n${Array.from({ length: 60 }, (_, r) => `u${r % 12},i${(r * 7) % 10},${(r % 5) + 1},${(r % 9) + 1}/${(r % 7) + 1}/2024\n`).join('')}`,
);
export const test2: string = file(
  'test.csv',
  'user,item,rating,timestamp,place\nu0,i0,5,1700000000,home\nu1,i2,4,1700000000,home\nu2,i1,5,1700000000,home\n',
);
export const ranked: string = file('lists.csv', 'user,rank,item\nu0,1,i0\nu0,2,i3\nu1,1,i2\n');
export const items: string = file(
  'items.csv',
  `item,title,genres,code\n${Array.from({ length: 10 }, (_, i) => `i${i},Film ${i},${i % 2 ? 'x' : 'y'},${i}\n`).join('')}`,
);
export const users: string = file(
  'users.csv',
  `user,job\n${Array.from({ length: 12 }, (_, u) => `u${u},${u % 3 ? 'cook' : 'smith'}\n`).join('')}`,
);
export const friends: string = file('friends.csv', 'u0,u1\nu1,u2\nu2,u3\nu3,u0\n');
export const grid: string = file(
  'grid.csv',
  `user,i0,i1,i2\n${[0, 1, 2, 3, 4, 5].map((u) => `u${u},${(u % 5) + 1},${((u + 2) % 5) + 1},${((u + 3) % 5) + 1}\n`).join('')}`,
);
export const mask: string = file('mask.csv', '1,1,0\n1,0,1\n1,1,1\n0,1,1\n1,1,0\n1,1,1\n');
export const candidates: string = file('candidates.txt', 'i0\ni3\n');
export const votes: string = file('votes.csv', 'id,ups,downs,seen,at\na,90,10,95,2024-01-01\nb,5,0,90,2024-02-01\nc,30,20,70,2024-03-01\n');
export const links: string = file('links.csv', 'source,target,weight\na,b,1\na,é,5\nb,a,1\né,a,1\né,b,1\na,b,1\n');
export const baskets: string = file('baskets.csv', 'bread,milk\nbread,milk,jam\nmilk,jam\nbread,jam é\nbread,milk,tea\ntea\n');
export const foods: string = file('foods.csv', 'id,title,kind\nbread,Rye bread,baked\nmilk,Oat milk,drink\n');
export const orders: string = file(
  'orders.csv',
  `order,product,shop\n${[...'1a 1b 2a 2b 2c 3c 3a 4c'.split(' ')].map(([o, p]) => `${o},${p},${p}${o}\n`).join('')}`,
);
export const logs: string = file(
  'logs.csv',
  `arm,reward,p,slot\n${Array.from({ length: 60 }, (_, r) => `${'ab'[r % 2]},${r % 4 === 0 || r % 3 === 0 ? 1 : 0},0.5,${r % 3 ? 'é' : 'low'}\n`).join('')}`,
);
export const walks: string = file('walks.csv', 'a,b,é\nb,a,b\né,a,b,b\na,b,a\n');
export const steps: string = file('steps.csv', 'visit,page,time\n1,a,3\n1,b,1\n1,c,2\n2,b,5\n2,a,4\n2,b,6\n1,a,9\n2,c,8\n');
export const moves: string = file('moves.csv', 'from,to,probability\na,b,1\nb,a,0.5\nb,b,0.5\n');
