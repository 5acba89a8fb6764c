/**
 * Wilson's score interval of a share of positive votes, and ranking by its lower end: what the share is at least, were the
 * votes a random sample. Many votes at 80 % come before two at 100 %.
 *
 * p̂ = ups/n, n = ups + downs; [p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)] / (1 + z²/n); n = 0 gives [0, 1].
 * With continuity correction: [2np̂ + z² ∓ 1 ∓ z √(z² ∓ 2 − 1/n + 4p̂(n(1−p̂) ± 1))] / (2(n + z²)).
 *
 * Sources: Wilson, JASA 1927, doi:10.1080/01621459.1927.10502953; Newcombe: Two-sided confidence intervals for the single
 * proportion, Statistics in Medicine 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E (method 4).
 */
import { LikewiseError } from '../errors.ts';
import { normalDeviation } from '../math/normal-distribution.ts';
import { boolean, number, type OptionSpecs, resolveOptions } from '../options.ts';
import { type Ranking, type RankingEntry, type RankingInput, rankingFrom } from './ranking.ts';
import { type SqlDialect, sqlAtLeast, sqlCase, sqlDouble, sqlNumber, sqlSquareRoot } from './sql.ts';

export interface WilsonOptions {
  /** How sure the interval is, of both ends together; in (0, 1). @default 0.95 */
  readonly confidence: number;
  /** Newcombe's correction for counts being whole: a wider interval. @default false */
  readonly continuity: boolean;
}
export const wilsonOptions: OptionSpecs<WilsonOptions> = {
  confidence: number(0.95, { above: 0, below: 1 }, 'how sure the interval is'),
  continuity: boolean(false, 'correct for counts being whole numbers'),
};

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
  const { confidence, continuity } = resolveOptions('wilsonInterval', wilsonOptions, options);
  for (const [field, value] of [
    ['ups', ups],
    ['downs', downs],
  ] as const) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw new LikewiseError('invalid-value', `wilsonInterval: ${field} must be a count ≥ 0; got ${value}.`, { field, value });
  }
  const z = normalDeviation(confidence);
  return [lowerEnd(ups, downs, z, continuity), 1 - lowerEnd(downs, ups, z, continuity)];
}

/** Lower end; the upper one is 1 − the lower end of the negative votes. */
function lowerEnd(ups: number, downs: number, z: number, continuity: boolean): number {
  const n = ups + downs;
  // Without a positive vote the two halves cancel; exactly, not to rounding.
  if (ups === 0) return 0;
  const square = z * z;
  const p = ups / n;
  if (!continuity) return (p + square / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  const under = Math.max(0, square - 2 - 1 / n + 4 * p * (downs + 1));
  return Math.max(0, (2 * ups + square - 1 - z * Math.sqrt(under)) / (2 * (n + square)));
}

/** Ranking by the lower end. @throws LikewiseError `unknown-option`, `invalid-option` */
export function wilsonRanking(options: Partial<WilsonOptions> = {}): Ranking {
  return lowerEndRanking('wilson', resolveOptions('wilson', wilsonOptions, options));
}

/** Shared with Reddit's order of comments, which differs in its confidence. */
export function lowerEndRanking(name: string, settings: WilsonOptions): Ranking {
  const { continuity } = settings;
  const z = normalDeviation(settings.confidence);
  return rankingFrom({
    name,
    settings,
    inputs: voteInputs,
    score: ({ ups, downs }) => lowerEnd(ups as number, downs as number, z, continuity),
    parts({ ups, downs }) {
      const [positive, n] = [ups as number, (ups as number) + (downs as number)];
      const low = lowerEnd(positive, n - positive, z, continuity);
      const high = 1 - lowerEnd(n - positive, positive, z, continuity);
      const share = n === 0 ? [] : [{ name: 'share', value: positive / n }];
      return [{ name: 'votes', value: n }, ...share, { name: 'z', value: z }, { name: 'high', value: high }, { name: 'score', value: low }];
    },
    sql: (columns, dialect) => lowerEndSql(columns.ups as string, columns.downs as string, z, continuity, dialect),
  });
}

function lowerEndSql(upsSql: string, downsSql: string, z: number, continuity: boolean, dialect: SqlDialect): string {
  const ups = sqlDouble(upsSql, dialect);
  const n = `(${ups} + ${sqlDouble(downsSql, dialect)})`;
  const p = `(${ups} / ${n})`;
  const square = z * z;
  const [root, end] = continuity
    ? [
        sqlSquareRoot(sqlAtLeast(`(${sqlNumber(square - 2)} - 1 / ${n} + 4 * ${p} * (${sqlDouble(downsSql, dialect)} + 1))`, 0)),
        (root: string) =>
          sqlAtLeast(`((2 * ${ups} + ${sqlNumber(square - 1)} - ${sqlNumber(z)} * ${root}) / (2 * (${n} + ${sqlNumber(square)})))`, 0),
      ]
    : [
        sqlSquareRoot(`${p} * (1 - ${p}) / ${n} + ${sqlNumber(square / 4)} / (${n} * ${n})`),
        (root: string) => `((${p} + ${sqlNumber(square / 2)} / ${n} - ${sqlNumber(z)} * ${root}) / (1 + ${sqlNumber(square)} / ${n}))`,
      ];
  return sqlCase(`${ups} = 0`, sqlNumber(0), end(root));
}

export const wilsonEntry: RankingEntry = {
  name: 'wilson',
  summary: 'The share of positive votes, at least: few votes count little.',
  formula: 'lower end of (p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n), p̂ = ups/n, n = ups + downs',
  source: 'Wilson, JASA 1927, doi:10.1080/01621459.1927.10502953',
  inputs: voteInputs,
  options: wilsonOptions as unknown as RankingEntry['options'],
  create: wilsonRanking,
};
