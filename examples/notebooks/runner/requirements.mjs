/** The courses, by the first letter of their folder, and what each is asked to show. */
export const courses = {
  A: 'A movie lab: collaborative filtering by gradient descent',
  B: 'Course notes: rankings, bandits, Markov chains, neighbors, factorization, networks',
  C: 'Factorization, then a deeper network',
  D: 'Dot-product embeddings, lists, diversity, novelty, a map',
  E: 'Factorization from scratch, and implicit feedback',
};

const numbered = (letter, last) => Array.from({ length: last }, (_, k) => `${letter}${k + 1}`);

/** Every number that some example must have a row for; G gathers what a second reading of the notebooks found. */
export const requirements = [
  ...numbered('A', 11),
  ...numbered('B', 31),
  ...numbered('C', 7),
  ...numbered('D', 10),
  ...numbered('E', 6),
  ...numbered('G', 12),
];

/** A before B, A2 before A10. */
export const byNumber = (a, b) => a[0].localeCompare(b[0]) || Number(a.slice(1)) - Number(b.slice(1));
