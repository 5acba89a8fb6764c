/**
 * The laws that every model keeps, run from its catalog entry: a new model is tested by standing in the catalog. What a
 * model cannot keep it states in its options with a reason, which the test report shows.
 */
import { describe } from 'vitest';
import type { CatalogEntry } from '../src/models/contract/estimator.ts';
import { answerLaws } from './laws/answer-laws.ts';
import { catalogLaws } from './laws/catalog-laws.ts';
import { checkpointLaws } from './laws/checkpoint-laws.ts';
import { foldInLaws } from './laws/fold-in-laws.ts';
import { likesLaws } from './laws/likes-laws.ts';
import { listLaws } from './laws/list-laws.ts';
import { newItemLaws } from './laws/new-item-laws.ts';
import { optionLaws } from './laws/option-laws.ts';
import { persistenceLaws } from './laws/persistence-laws.ts';
import { type LawOptions, subjectOf } from './laws/subject.ts';
import { trainingLaws } from './laws/training-laws.ts';

export function describeModelLaws(entry: CatalogEntry, options: LawOptions = {}): void {
  const subject = subjectOf(entry, options);
  const without = Object.values(options.without ?? {}).join('; ');
  describe(`${entry.name}${options.data === undefined ? '' : `, ${options.data}`}${without && ` (${without})`}`, () => {
    describe('catalog', () => catalogLaws(subject));
    describe('training', () => trainingLaws(subject));
    describe('checkpoints', () => checkpointLaws(subject));
    if (subject.entry.feedback !== 'ratings') describe('likes', () => likesLaws(subject));
    describe('answers', () => answerLaws(subject));
    describe('fold-in', () => foldInLaws(subject));
    if (subject.can('new-items')) describe('new items', () => newItemLaws(subject));
    describe('lists', () => listLaws(subject));
    if (options.data === undefined && Object.keys(entry.options).length > 0) describe('options', () => optionLaws(subject));
    describe('persistence', () => persistenceLaws(subject));
  });
}
