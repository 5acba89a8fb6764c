/** Ratings of the Netflix Prize: a line `7:` names the film, and a line `customer,rating,date` each who rated it. */
import type { LineFormat } from './line-table.ts';

const FILM = /^(\d+):$/;

/** The training files with ratings and dates, the qualifying set with dates, the probe with customers only. */
export function netflixBlocks(lines: readonly string[]): LineFormat | undefined {
  const [first, second] = lines.filter((line) => line !== '');
  if (first === undefined || second === undefined || !FILM.test(first)) return undefined;
  const fields = second.split(',');
  const names = [[], ['customer'], ['customer', 'date'], ['customer', 'rating', 'date']][fields.length];
  if (names === undefined || names.length === 0 || !/^\d+$/.test(fields[0])) return undefined;
  return {
    note: `Netflix Prize: blocks of ${names.join(',')} below the film that a line such as ${first} names`,
    names: [names[0], 'film', ...names.slice(1)],
    reader() {
      let film = '';
      return (line, cells) => {
        const named = FILM.exec(line)?.[1];
        if (named !== undefined) {
          film = named;
          return undefined;
        }
        const [customer, ...rest] = line.split(',');
        if (rest.length + 1 !== names.length) return `must be a film such as 7: or ${names.join(',')}`;
        cells.push(customer, film, ...rest);
        return undefined;
      };
    },
  };
}
