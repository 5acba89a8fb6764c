/**
 * The front page of Hacker News: score = max(0, points − 1)^power / (hours + 2)^gravity × penalties.
 *
 * Penalties are business rules, each a multiplier with a name: a text without a link (selfPost), more comments than points
 * (controversy: (points/comments)^controversyPower, never above 1, from `controversyFrom` comments on), and any other that the
 * caller brings, such as one for a site.
 *
 * Source: the code published with Arc 3.1 (news.arc, frontpage-rank and contro-factor; 2009).
 * Differs: below 1 point the published code keeps points − 1 as it is, a negative score; here it is 0. Its controversy starts
 * above 20 comments; here at 40, as observed later (Shirriff: How Hacker News ranking really works, 2013).
 */
import { LikewiseError } from '../errors.ts';
import { integer, number, unknownName } from '../options.ts';
import { defineRanking, type ItemValues, type Ranking, type RankingEntry, type ScorePart } from './ranking.ts';
import { sqlAtLeast, sqlCase, sqlNumber } from './sql.ts';

export interface HackerNewsOptions {
  /** Exponent of the points; > 0. @default 0.8 */
  readonly power: number;
  /** Exponent of the age: the larger, the faster stories sink; ≥ 0. @default 1.8 */
  readonly gravity: number;
  /** Multiplier of stories without a link; ≥ 0. @default 0.4 */
  readonly selfPost: number;
  /** Comments from which controversy counts; integer ≥ 1. @default 40 */
  readonly controversyFrom: number;
  /** Exponent of points/comments in controversy; 0 switches it off; ≥ 0. @default 2 */
  readonly controversyPower: number;
}

export const hackerNewsEntry: RankingEntry<HackerNewsOptions> = defineRanking(
  {
    name: 'hacker-news',
    owner: 'hackerNews',
    summary: "Hacker News' front page: points over age, times penalties.",
    formula: 'max(0, points − 1)^power / (hours + 2)^gravity × selfPost × min(1, points/comments)^controversyPower × penalty',
    source: 'news.arc, published with Arc 3.1; Shirriff: How Hacker News ranking really works, 2013',
    inputs: [
      { name: 'points', kind: 'number', meaning: "up-votes less down-votes, the submitter's own included" },
      { name: 'hours', kind: 'age', meaning: 'age in hours' },
      { name: 'comments', kind: 'count', meaning: 'comments', optional: true },
      { name: 'selfPost', kind: 'factor', meaning: '1 for a text without a link, else 0', optional: true },
      { name: 'penalty', kind: 'factor', meaning: 'product of all other multipliers', optional: true },
    ],
    options: {
      power: number(0.8, { above: 0 }, 'exponent of the points'),
      gravity: number(1.8, { min: 0 }, 'exponent of the age: the larger, the faster stories sink'),
      selfPost: number(0.4, { min: 0 }, 'multiplier of stories without a link'),
      controversyFrom: integer(40, { min: 1 }, 'comments from which controversy counts'),
      controversyPower: number(2, { min: 0 }, 'exponent of points/comments in controversy; 0 switches it off'),
    },
  },
  (settings) => {
    const { power, gravity, controversyFrom, controversyPower } = settings;
    const partsOf = ({ points, hours, comments, selfPost, penalty }: Readonly<Record<string, number>>) => ({
      votes: Math.max(0, points - 1) ** power,
      age: (hours + 2) ** gravity,
      selfPost: selfPost === undefined ? undefined : selfPost ? settings.selfPost : 1,
      controversy:
        comments === undefined
          ? undefined
          : comments < controversyFrom || comments <= points
            ? 1
            : (Math.max(0, points) / comments) ** controversyPower,
      penalty,
    });
    return {
      score(values) {
        const { votes, age, selfPost = 1, controversy = 1, penalty = 1 } = partsOf(values);
        return (votes / age) * selfPost * controversy * penalty;
      },
      parts(values) {
        const { votes, age, selfPost, controversy, penalty } = partsOf(values);
        return Object.entries({ votes, age, 'self post': selfPost, controversy, penalty });
      },
      sql({ points, hours, comments, selfPost, penalty }) {
        const votes = `POWER(${sqlAtLeast(`(${points} - 1)`, 0)}, ${sqlNumber(power)})`;
        const factors = [`${votes} / POWER((${hours} + 2), ${sqlNumber(gravity)})`];
        if (selfPost !== undefined) factors.push(sqlCase(`${selfPost} <> 0`, sqlNumber(settings.selfPost), sqlNumber(1)));
        if (comments !== undefined) {
          const share = `POWER((${sqlAtLeast(points, 0)}) / ${comments}, ${sqlNumber(controversyPower)})`;
          factors.push(sqlCase(`${comments} >= ${sqlNumber(controversyFrom)} AND ${comments} > ${points}`, share, sqlNumber(1)));
        }
        if (penalty !== undefined) factors.push(`COALESCE(${penalty}, ${sqlNumber(1)})`);
        return `(${factors.join(' * ')})`;
      },
    };
  },
);

/** Ranking as on the front page; all penalties but the self post's come as one product. @throws LikewiseError `unknown-option`, `invalid-option` */
export const hackerNewsRanking: (given?: Partial<HackerNewsOptions>) => Ranking = hackerNewsEntry.create;

export interface HackerNewsStory {
  /** Up-votes less down-votes, the submitter's own included. */
  readonly points: number;
  /** Age, ≥ 0. */
  readonly hours: number;
  readonly comments?: number | undefined;
  readonly selfPost?: boolean | undefined;
  /** Further multipliers ≥ 0, by name. */
  readonly penalties?: Readonly<Record<string, number>> | undefined;
}

/** @throws LikewiseError `invalid-value`, `unknown-field`, `invalid-option` @example hackerNewsScore({ points: 100, hours: 3 }) // 2.1795 */
export const hackerNewsScore = (story: HackerNewsStory, given: Partial<HackerNewsOptions> = {}): number =>
  hackerNewsRanking(given).score(valuesOf(story)) as number;

/** The parts of the score in the order of the formula, each penalty by its name, the score last. */
export function hackerNewsParts(story: HackerNewsStory, given: Partial<HackerNewsOptions> = {}): readonly ScorePart[] {
  const named = Object.entries(story.penalties ?? {}).map(([name, value]) => ({ name, value }));
  return hackerNewsRanking(given)
    .parts(valuesOf(story))
    .flatMap((part) => (part.name === 'penalty' ? named : [part]));
}

const storyFields: readonly string[] = ['points', 'hours', 'comments', 'selfPost', 'penalties'];

function valuesOf(story: HackerNewsStory): ItemValues {
  const { points, hours, comments, selfPost, penalties } = story;
  const unknown = Object.keys(story).find((name) => !storyFields.includes(name));
  if (unknown !== undefined) throw unknownName('unknown-field', `hackerNews: unknown field "${unknown}" of a story`, unknown, storyFields);
  for (const [name, value] of Object.entries(penalties ?? {})) {
    if (value >= 0 && Number.isFinite(value)) continue;
    const must = `the penalty ${name} must be a multiplier ≥ 0; got ${value}`;
    throw new LikewiseError('invalid-value', `hackerNews: ${must}.`, { field: name, value });
  }
  return {
    points,
    hours,
    comments,
    selfPost: selfPost === undefined ? undefined : Number(selfPost),
    penalty: penalties === undefined ? undefined : Object.values(penalties).reduce((product, factor) => product * factor, 1),
  };
}
