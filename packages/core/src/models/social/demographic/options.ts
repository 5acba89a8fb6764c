/** Options of demographic. */
import { choice, number, type OptionSpecs, text } from '../../../options.ts';
import { type RankingOption, rankingOption } from '../../friends/voting-model.ts';

export interface DemographicOptions extends RankingOption {
  /** Attributes that count: `all`, or names joined by +. @default 'all' */
  readonly attributes: string;
  /** What an attribute that differs leaves of a weight; 0: only the same group; ≥ 0 and ≤ 1. @default 0.05 */
  readonly mismatch: number;
  /** Attributes count by how much they tell in training, or all alike. @default 'learned' */
  readonly strengths: 'learned' | 'equal';
  /** Weight of everyone behind the group when items are ranked by how many have them, in people; > 0. @default 20 */
  readonly damping: number;
  /** Weight of everyone behind the group in a rating, in ratings; > 0. @default 5 */
  readonly ratingDamping: number;
}

export const demographicOptions: OptionSpecs<DemographicOptions> = {
  attributes: text('all', 'attributes that count: `all`, or names joined by +'),
  mismatch: number(0.05, { min: 0, max: 1 }, 'what an attribute that differs leaves of a weight; 0: only the same group'),
  strengths: choice('learned', ['learned', 'equal'], 'attributes count by how much they tell in training, or all alike'),
  damping: number(20, { above: 0 }, 'weight of everyone behind the group when items are ranked by how many have them, in people'),
  ratingDamping: number(5, { above: 0 }, 'weight of everyone behind the group in a rating, in ratings'),
  ranking: rankingOption,
};
