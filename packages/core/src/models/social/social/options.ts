/** Options of social. */
import { boolean, integer, number, type OptionSpecs } from '../../../options.ts';
import { type RankingOption, rankingOption } from '../../friends/voting-model.ts';

export interface SocialOptions extends RankingOption {
  /** Steps along edges: 1 friends, 2 their friends too; integer ≥ 1 and ≤ 6. @default 2 */
  readonly depth: number;
  /** What a friend passes on of their own weight; ≥ 0 and ≤ 1. @default 0.5 */
  readonly decay: number;
  /** Edges go both ways. @default false */
  readonly mutual: boolean;
  /** Weight of everyone behind the friends when ranking by how many have an item; left out: learned; > 0. */
  readonly damping?: number | undefined;
  /** Weight of everyone behind the friends in a rating, in friends; > 0. @default 5 */
  readonly ratingDamping: number;
}

export const socialOptions: OptionSpecs<SocialOptions> = {
  depth: integer(2, { min: 1, max: 6 }, 'steps along edges: 1 friends, 2 their friends too'),
  decay: number(0.5, { min: 0, max: 1 }, 'what a friend passes on of their own weight'),
  mutual: boolean(false, 'edges go both ways'),
  damping: number(
    undefined,
    { above: 0 },
    'weight of everyone behind the friends when ranking by how many have an item; left out: learned',
  ),
  ratingDamping: number(5, { above: 0 }, 'weight of everyone behind the friends in a rating, in friends'),
  ranking: rankingOption,
};
