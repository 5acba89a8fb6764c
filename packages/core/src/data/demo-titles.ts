/** Titles that no film has: word lists of our own, put together at random. */
import type { Random } from '../math/random.ts';

const list = (words: string): readonly string[] => words.split(', ');

/** What the demo's films are about, each with things that occur in their titles. */
export const demoCategories: Readonly<Record<string, readonly string[]>> = {
  Adventure: list('Compass, Caravan, Glacier, Raft, Canyon, Balloon, Lagoon, Expedition, Rapids, Atlas, Monsoon, Rope Bridge'),
  Animation: list('Acorn, Paper Fox, Teapot, Snow Goose, Button, Tin Robot, Kite, Marmot, Puddle, Sock Puppet, Hedgehog, Crayon'),
  Comedy: list(
    'Landlord, Wedding Cake, Mother-in-law, Parking Space, Nephew, Lost Luggage, Moustache, Neighbour, Trombone, Custard, Toupee, Raffle',
  ),
  Crime: list(
    'Alibi, Ledger, Safecracker, Witness, Night Ferry, Forger, Back Door, Informer, Getaway, Fingerprint, Double Bluff, Locksmith',
  ),
  Documentary: list(
    'Salt Workers, Beekeeper, Last Tram, Glassblower, Weather Station, Allotment, River Pilot, Seed Bank, Signal Box, Lichen, Night Shift, Tidal Flat',
  ),
  Drama: list(
    'Inheritance, Widow, Long Winter, Testimony, Bridgekeeper, Promise, Orchard, Stranger, Letter, Reckoning, Empty House, Third Daughter',
  ),
  Fantasy: list(
    'Amulet, Wyvern, Thorn Queen, Rune, Moon Gate, Changeling, Oracle, Ember Crown, Basilisk, Hollow Oak, Mirror Prince, Spellbook',
  ),
  History: list('Regent, Siege, Mapmaker, Treaty, Cathedral, Uprising, Galleon, Courier, Harvest Tax, Coronation, Printing Press, Exile'),
  Horror: list(
    'Cellar, Whisperer, Crawlspace, Scarecrow, Black Lantern, Effigy, Mire, Seventh Guest, Marionette, Attic, Drowned Bell, Hunger',
  ),
  Music: list(
    'Encore, Cello, Jukebox, Choirmaster, Blue Waltz, Backing Band, Minor Key, Drummer, Opening Night, Accordion, Metronome, Broken String',
  ),
  Romance: list(
    'Kiss, Postcard, Summer House, Second Chance, Florist, Window Seat, Slow Dance, Confession, Lighthouse, Honeymoon, Umbrella, First Frost',
  ),
  'Science fiction': list(
    'Airlock, Android, Star Chart, Cryostat, Second Sun, Orbital, Signal, Terraformer, Clone, Event Horizon Hotel, Gravity Well, Antenna',
  ),
};

const adjectives = list(
  'Crooked, Borrowed, Quiet, Amber, Restless, Forgotten, Velvet, Unlikely, Patient, Gilded, Hollow, Distant, Reluctant, ' +
    'Scarlet, Weightless, Stubborn, Half-Built, Northern, Invisible, Tender, Copper, Nameless, Unfinished, Wandering, ' +
    'Midnight, Paper, Honest, Rusted, Sleepless, Pale',
);
const places = list(
  'Marrowby, Tessaly Bay, Upper Quill, Orrinsk, Port Dravelle, Vantry, Lake Ombrine, Castellune, Nine Wells, Dunmarrow, ' +
    'Sankt Velder, Isle of Corr, Brackenholt, Velmora, Old Tarsin, Pellworth, Kestrel Point, Aldermoor, San Brumario, Hexley, ' +
    'Mount Ysolde, Zarrow, Little Ennis, Grimsund',
);

/** A title for a film of the category, unlike all in `taken`, and taken from now on. */
export function inventTitle(random: Random, category: string, taken: Set<string>): string {
  const pick = (list: readonly string[]): string => list[random.integer(list.length)];
  for (let tries = 1; ; tries++) {
    const thing = pick(demoCategories[category]);
    const shapes = [
      `The ${pick(adjectives)} ${thing}`,
      `The ${thing} of ${pick(places)}`,
      `${pick(adjectives)} ${thing}`,
      `A ${thing} in ${pick(places)}`,
    ];
    const plain = shapes[random.integer(shapes.length)].replace(/^A (?=[AEIOU])/, 'An ');
    // A large catalog runs out of plain titles: sequels.
    const title = tries <= 8 ? plain : `${plain} ${tries - 7}`;
    if (taken.has(title)) continue;
    taken.add(title);
    return title;
  }
}
