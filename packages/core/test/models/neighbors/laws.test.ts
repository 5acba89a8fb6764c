/** The laws once more, on ratings: the catalog's run has interactions without values. */
import { itemKNNEntry } from '../../../src/models/neighbors/item-knn.ts';
import { userKNNEntry } from '../../../src/models/neighbors/user-knn/user-knn.ts';
import { describeModelLaws } from '../../../testkit/index.ts';

const aboveBase = 'no: shares add up to what lies above the base';

describeModelLaws(userKNNEntry, {
  data: 'ratings',
  foldInAgrees: 'no: a new person is compared with everyone, a training user with everyone else',
  sharesAddUp: aboveBase,
});
describeModelLaws(itemKNNEntry, { data: 'ratings', sharesAddUp: aboveBase });
