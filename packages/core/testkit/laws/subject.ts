/** What every law is told: the model under test, its exceptions, and a fitted model to question. */
import type { Interactions } from '../../src/data/interactions.ts';
import type { CatalogEntry, FitContext } from '../../src/models/contract/estimator.ts';
import type {
  Ability,
  BatchRecommender,
  Explains,
  FoldIn,
  ItemSimilarity,
  Model,
  RatingPredictor,
  Recommender,
  Scorer,
  Uncertain,
} from '../../src/models/contract/model.ts';
import { lawData } from '../law-data.ts';
import type { OptionProof } from './option-laws.ts';

/** Why a model is exempt from a law, such as "no: ranks alike for every user". */
type Exempt = `no: ${string}`;

export interface LawOptions {
  /** Law data of ratings, for a model that takes any values. */
  readonly data?: 'ratings' | undefined;
  /** Declared abilities that the model does not have with this data, with the reason. */
  readonly without?: Readonly<Partial<Record<Ability, Exempt>>> | undefined;
  /** Settings that make the model small and quick on data of a few hundred interactions; else its defaults. */
  readonly settings?: object | undefined;
  /** Ranks what the user's group likes above all else. */
  readonly learnsCheckerboard?: true | Exempt | undefined;
  /** Settings for the checkerboard alone, where those of `settings` are too small. */
  readonly checkerboardSettings?: object | undefined;
  /** Does not know a user, or `{ ratings }`, without one item it knows. */
  readonly needsHistory?: true | Exempt | undefined;
  /** A training user's own ratings give the user's scores. */
  readonly foldInAgrees?: true | Exempt | undefined;
  /** How far folded-in and explained scores may lie from those of training, as a share of the largest score. @default 1e-5 */
  readonly agreement?: { readonly within: number; readonly why: string } | undefined;
  /** Scores of a rating predictor are its ratings before clipping. */
  readonly scoresAreRatings?: true | Exempt | undefined;
  /** Contributions of an explanation add up to its score. */
  readonly sharesAddUp?: true | Exempt | undefined;
  /** Where an option shows only under circumstances, or elsewhere (with the reason and the test that shows it). */
  readonly optionProofs?: Readonly<Record<string, OptionProof | Exempt>> | undefined;
  /** Shapes of data that the model cannot be fitted to, with the code of its error. */
  readonly refuses?: Readonly<Partial<Record<SmallShape, string>>> | undefined;
}

export type SmallShape = 'one interaction' | 'one user' | 'one item' | 'equal ratings';

/** A model, seen as having every ability: laws ask `can` first. */
export type AnyModel = Model &
  Scorer &
  Recommender &
  RatingPredictor &
  BatchRecommender &
  ItemSimilarity &
  Explains &
  Uncertain & { readonly foldIn?: FoldIn['foldIn'] };

export interface Subject {
  readonly entry: CatalogEntry;
  readonly options: LawOptions;
  /** Training data of `model()`. */
  readonly train: Interactions;
  can(ability: Ability): boolean;
  fit(train: Interactions, context?: FitContext): Promise<AnyModel>;
  /** One model for all laws that only ask. */
  model(): Promise<AnyModel>;
}

export function subjectOf(given: CatalogEntry, options: LawOptions): Subject {
  const entry = options.data === undefined ? given : { ...given, feedback: options.data };
  const train = lawData(entry);
  const fit = (data: Interactions, context?: FitContext): Promise<AnyModel> =>
    entry.create(options.settings).fit(data, context) as Promise<AnyModel>;
  let fitted: Promise<AnyModel> | undefined;
  return {
    entry,
    options,
    train,
    can: (ability) => entry.abilities.includes(ability) && options.without?.[ability] === undefined,
    fit,
    model: () => {
      fitted ??= fit(train);
      return fitted;
    },
  };
}
