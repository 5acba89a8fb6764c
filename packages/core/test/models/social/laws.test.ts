/** The laws once more, on ratings: the catalog's run has interactions without values. */
import { demographicEntry } from '../../../src/models/social/demographic/demographic.ts';
import { socialEntry } from '../../../src/models/social/social/social.ts';
import { describeModelLaws } from '../../../testkit/index.ts';

for (const ranking of ['popularity', 'rating']) {
  const exempt = ranking === 'rating' ? true : 'no: ranks by how many have an item';
  describeModelLaws(demographicEntry, {
    data: 'ratings',
    settings: { ranking },
    learnsCheckerboard: exempt,
    scoresAreRatings: exempt,
    needsHistory: 'no: people are known by their attributes, and without any everyone answers',
    foldInAgrees: 'no: ratings do not tell attributes',
  });
  describeModelLaws(socialEntry, {
    data: 'ratings',
    settings: { ranking },
    learnsCheckerboard: exempt,
    scoresAreRatings: exempt,
    needsHistory: 'no: people are known by their friends, and without any everyone answers',
    foldInAgrees: 'no: ratings do not tell friends',
  });
}
