/**
 * Wilson's score interval of a share of positive votes, and ranking by its lower end: what the share is at least, if the
 * votes are a random sample. Many votes at 80 % come before two at 100 %.
 *
 * p̂ = ups/n, n = ups + downs; [p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)] / (1 + z²/n); n = 0 gives [0, 1].
 * With continuity correction: [2np̂ + z² ∓ 1 ∓ z √(z² ∓ 2 − 1/n + 4p̂(n(1−p̂) ± 1))] / (2(n + z²)).
 *
 * Sources: Wilson, JASA 1927, doi:10.1080/01621459.1927.10502953; Newcombe: Two-sided confidence intervals for the single
 * proportion, Statistics in Medicine 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E (method 4).
 */
import { normalDeviation } from '../math/normal-distribution.ts';
import { wilsonLowerEnd } from '../math/wilson-end.ts';
import { boolean, number, type OptionSpecs, resolveOptions } from '../options.ts';
import { checkedValues, defineRanking, type Ranking, type RankingEntry, type RankingInput } from './ranking.ts';
import { sqlAtLeast, sqlCase, sqlNumber } from './sql.ts';

export interface WilsonOptions {
  /** How sure the interval is, of both ends together; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
  /** Newcombe's correction for counts being whole numbers: a wider interval. @default false */
  readonly continuity: boolean;
}
const optionsOf = (confidence: number): OptionSpecs<WilsonOptions> => ({
  confidence: number(confidence, { above: 0, below: 1 }, 'how sure the interval is, of both ends together'),
  continuity: boolean(false, "Newcombe's correction for counts being whole numbers: a wider interval"),
});

export const voteInputs: readonly RankingInput[] = [
  { name: 'ups', kind: 'count', meaning: 'positive votes' },
  { name: 'downs', kind: 'count', meaning: 'negative votes' },
];

/**
 * Both ends, in [0, 1]. @param ups positive votes, ≥ 0 @param downs negative votes, ≥ 0
 * @throws LikewiseError `invalid-option`, `invalid-value`
 * @example wilsonInterval(8, 2) // [0.4902, 0.9433]
 */
export function wilsonInterval(ups: number, downs: number, options: Partial<WilsonOptions> = {}): readonly [low: number, high: number] {
  const { confidence, continuity } = resolveOptions('wilsonInterval', optionsOf(0.95), options);
  checkedValues('wilsonInterval', voteInputs, { ups, downs });
  const z = normalDeviation(confidence);
  return [wilsonLowerEnd(ups, downs, z, continuity), 1 - wilsonLowerEnd(downs, ups, z, continuity)];
}

/** Wilson's and Reddit's order of comments differ in their confidence alone. */
const lowerEndRanking = (
  entry: Pick<RankingEntry, 'name' | 'owner' | 'summary' | 'formula' | 'source'>,
  confidence: number,
): RankingEntry<WilsonOptions> =>
  defineRanking({ ...entry, inputs: voteInputs, options: optionsOf(confidence) }, ({ confidence, continuity }) => {
    const z = normalDeviation(confidence);
    return {
      score: ({ ups, downs }) => wilsonLowerEnd(ups, downs, z, continuity),
      parts: ({ ups, downs }) => [
        ['votes', ups + downs],
        ['share', ups + downs === 0 ? undefined : ups / (ups + downs)],
        ['z', z],
        ['high', 1 - wilsonLowerEnd(downs, ups, z, continuity)],
      ],
      sql: ({ ups, downs }) => lowerEndSql(ups, downs, z, continuity),
    };
  });

function lowerEndSql(ups: string, downs: string, z: number, continuity: boolean): string {
  const n = `(${ups} + ${downs})`;
  const p = `(${ups} / ${n})`;
  const square = z * z;
  const squared = continuity
    ? sqlAtLeast(`(${sqlNumber(square - 2)} - 1 / ${n} + 4 * ${p} * (${downs} + 1))`, 0)
    : `${p} * (1 - ${p}) / ${n} + ${sqlNumber(square / 4)} / (${n} * ${n})`;
  const width = `${sqlNumber(z)} * SQRT(${squared})`;
  const end = continuity
    ? sqlAtLeast(`((2 * ${ups} + ${sqlNumber(square - 1)} - ${width}) / (2 * (${n} + ${sqlNumber(square)})))`, 0)
    : `((${p} + ${sqlNumber(square / 2)} / ${n} - ${width}) / (1 + ${sqlNumber(square)} / ${n}))`;
  return sqlCase(`${ups} = 0`, sqlNumber(0), end);
}

// Pure: who wants the interval alone does not load the rankings.
export const wilsonEntry: RankingEntry<WilsonOptions> = /* @__PURE__ */ lowerEndRanking(
  {
    name: 'wilson',
    owner: 'wilson',
    summary: 'The share of positive votes, at least: few votes count little.',
    formula: 'lower end of (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n), p̂ = ups/n, n = ups + downs',
    source: 'Wilson, JASA 1927, doi:10.1080/01621459.1927.10502953',
  },
  0.95,
);

/** Ranking by the lower end. @throws LikewiseError `unknown-option`, `invalid-option` */
export const wilsonRanking = (options?: Partial<WilsonOptions>): Ranking => wilsonEntry.create(options);

/**
 * Source: the published code of reddit.com, r2/lib/db/_sorts.pyx (confidence; 2009).
 * Differs: the code writes z = 1.281551565545, here it is the exact deviation of the confidence; they differ in the 13th digit.
 */
export const redditBestEntry: RankingEntry<WilsonOptions> = /* @__PURE__ */ lowerEndRanking(
  {
    name: 'reddit-best',
    owner: 'redditBest',
    summary: "Reddit's order of comments: the share of positive votes, at least, at 80 % confidence.",
    formula: "lower end of Wilson's interval of ups / (ups + downs)",
    source: 'reddit.com, r2/lib/db/_sorts.pyx (published code)',
  },
  0.8,
);

/** As `wilsonRanking`, with confidence 0.8 unless stated. */
export const redditBestRanking = (options?: Partial<WilsonOptions>): Ranking => redditBestEntry.create(options);
