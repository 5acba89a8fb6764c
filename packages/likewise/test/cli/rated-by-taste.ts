/** Ratings that a taste decides: people and items of one kind give 4 and 5, of two kinds 1 to 3; some pairs are missing. */
export const tastes = (pairs: (u: number, i: number) => boolean) =>
  Array.from({ length: 30 }, (_, u) => Array.from({ length: 24 }, (_item, i) => [u, i] as const))
    .flat()
    .filter(([u, i]) => (u * 7 + i * 5) % 4 > 0 && pairs(u, i))
    .map(([u, i]) => `u${u},i${i},${u % 2 === i % 2 ? 4 + ((u + i) % 4 && 1) : 1 + ((u * i) % 3)}`);
const inTest = (u: number, i: number) => (u * 3 + i) % 5 === 0;

/** A training and a test file of them, and the words that compare three models on both by what is liked. */
export function ratedByTaste(file: (name: string, text: string) => string) {
  const ratedTrain = file('tastes.csv', `user,item,rating\n${tastes((u, i) => !inTest(u, i)).join('\n')}\n`);
  const ratedTest = file('tastes-test.csv', `user,item,rating\n${tastes(inTest).join('\n')}\n`);
  const several = [
    ratedTrain,
    '--test',
    ratedTest,
    '--relevant',
    '>=4',
    '--model',
    'popular',
    '--model',
    'implicit-als:factors=4',
    '--model',
    'random',
  ];
  return { ratedTrain, ratedTest, several };
}
