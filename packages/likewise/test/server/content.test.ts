/** A model that scores by features, served: new items are recommended, and answers say what they share with the person. */
import { content, featuresFromRows, interactionsFromRows, popular } from '@likewise/core';
import { expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';

test('an item that only the features know is recommended, explained and has similar items', async () => {
  const itemFeatures = featuresFromRows([
    { id: 'heat', categories: { genre: ['crime', 'drama'] } },
    { id: 'babe', categories: { genre: 'farce' } },
    { id: 'ronin', categories: { genre: ['crime', 'drama'] } },
    { id: 'shaun', categories: { genre: 'farce' } },
  ]);
  const train = interactionsFromRows(
    [
      { user: 'ann', item: 'heat' },
      { user: 'bob', item: 'babe' },
    ],
    { itemFeatures },
  );
  const app = await createApp(new Serving({ model: await content().fit(train), fallback: await popular().fit(train) }));
  try {
    const { items } = (await app.inject('/v1/recommendations/ann?n=1&explain=true')).json();
    expect(items).toMatchObject([{ item: 'ronin', because: [{ item: 'heat' }] }]);
    expect(items[0].features.map(({ feature }: { feature: string }) => feature).sort()).toEqual(['genre=crime', 'genre=drama']);
    expect(items[0].features[0].items).toEqual(['heat']);
    const similar = (await app.inject('/v1/items/shaun/similar')).json();
    expect(similar.items.map(({ item }: { item: string }) => item)).toEqual(['babe']);
    const posted = await app.inject({
      method: 'POST',
      url: '/v1/recommendations',
      payload: { ratings: [{ item: 'shaun', value: 1 }], n: 1 },
    });
    expect(posted.json().items[0].item).toBe('babe');
  } finally {
    await app.close();
  }
});
