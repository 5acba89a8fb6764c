import { describe, expect, test } from 'vitest';
import { portableExp, portableLog, portablePower } from '../../src/math/portable.ts';
import { murmur3, seededRandom, Xoshiro128 } from '../../src/math/random.ts';
import fc from '../../testkit/properties.ts';

/** The 64 bits of a number, as hexadecimal digits: equality here is equality of every bit. */
function bitsOf(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

describe('portable log and exp', () => {
  test('are within 2 units in the last place of the host', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 20000; i++) {
      const x = portableExp((random.uniform() - 0.5) * 1400);
      expect(Math.abs(portableLog(x) / Math.log(x) - 1)).toBeLessThan(2.3e-16 * 2);
      const y = (random.uniform() - 0.5) * 1400;
      expect(Math.abs(portableExp(y) / Math.exp(y) - 1)).toBeLessThan(2.3e-16 * 2);
    }
  });

  test.each([0, 1, 5e-324, 1e-310, 1.7976931348623157e308, Number.POSITIVE_INFINITY, -1, Number.NaN])('log(%d) at the edges', (x) => {
    const ours = portableLog(x);
    const host = Math.log(x);
    expect(Object.is(ours, host) || Math.abs(ours / host - 1) < 5e-16).toBe(true);
  });

  test.each([0, -745.1, -746, 709.7, 710, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN])('exp(%d) at the edges', (x) => {
    const ours = portableExp(x);
    const host = Math.exp(x);
    expect(Object.is(ours, host) || Math.abs(ours / host - 1) < 5e-16).toBe(true);
  });

  test('power', () => {
    expect(portablePower(2, 0.5)).toBeCloseTo(Math.SQRT2, 14);
    expect(portablePower(0, 0.75)).toBe(0);
    expect(portablePower(0, 0)).toBe(1);
  });
});

describe('seededRandom', () => {
  test('xoshiro128++ gives the published sequence of state 1, 2, 3, 4', () => {
    const random = new Xoshiro128(1, 2, 3, 4);
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
    ]);
  });

  test('murmur3 gives the published hashes', () => {
    expect(murmur3([], 1)).toBe(0x514e28b7);
    expect(murmur3([0xffffffff], 0)).toBe(0x76293b50);
    expect(murmur3([0x87654321], 0x5082edee)).toBe(0x2362f9de);
  });

  test('uniform and normal are these bits on every host', () => {
    const random = seededRandom(7, 'initial-factors');
    expect(Array.from({ length: 3 }, () => bitsOf(random.uniform()))).toEqual(['3fd264705bf4be7c', '3fe6e0ea4b977a2f', '3fe113362a1d2ffd']);
    expect(Array.from({ length: 4 }, () => bitsOf(random.normal()))).toEqual([
      '3fd3b4dc8992e4f1',
      '3fe67349bb565c40',
      'bfe793ced8d194ee',
      'bfc0b3986b88153a',
    ]);
    expect([2, 10, 0.1, 1e-310].map((x) => bitsOf(portableLog(x)))).toEqual([
      '3fe62e42fefa39ef',
      '40026bb1bbb55516',
      'c0026bb1bbb55515',
      'c0864e69394d9508',
    ]);
    expect([1, -1, 0.1, -20.5, 700].map((x) => bitsOf(portableExp(x)))).toEqual([
      '4005bf0a8b14576a',
      '3fd78b56362cef38',
      '3ff1aec7b35a00d4',
      '3e157a3afeed00ac',
      '7f0d945df4f8ec8e',
    ]);
  });

  test('100,000 normals are these bits on every host', () => {
    const random = seededRandom(3);
    const view = new DataView(new ArrayBuffer(8));
    let hash = 0;
    for (let i = 0; i < 100000; i++) {
      view.setFloat64(0, random.normal());
      hash = ((Math.imul(hash, 31) + view.getUint32(0)) ^ view.getUint32(4)) | 0;
    }
    expect(hash >>> 0).toBe(3485910677);
  });

  test('streams of one seed, and seeds of one stream, differ and do not correlate', () => {
    const streams = [
      seededRandom(1),
      seededRandom(1, 1),
      seededRandom(2),
      seededRandom(1, 'a'),
      seededRandom(1, 'b'),
      seededRandom(2 ** 32 + 1),
    ];
    const draws = streams.map((random) => Array.from({ length: 20000 }, () => random.normal()));
    for (let a = 0; a < draws.length; a++) {
      for (let b = 0; b < a; b++) {
        const correlation = draws[a].reduce((sum, x, i) => sum + x * draws[b][i], 0) / 20000;
        expect(Math.abs(correlation), `streams ${a} and ${b}`).toBeLessThan(4.5 / Math.sqrt(20000));
      }
    }
  });

  test('first numbers of neighboring streams are uniform', () => {
    const counts = new Array(16).fill(0);
    for (let stream = 0; stream < 16000; stream++) counts[seededRandom(5, stream).integer(16)]++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(37.7); // 99.9 % of χ² with 15 degrees of freedom
  });

  test('same seed and stream: same numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.oneof(fc.maxSafeNat(), fc.string()), (seed, stream) => {
        const once = seededRandom(seed, stream);
        const again = seededRandom(seed, stream);
        for (let i = 0; i < 5; i++) expect(once.normal()).toBe(again.normal());
      }),
    );
  });

  test('integer is inside its range, and even where n does not divide 2^32', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.nat(), (n, seed) => {
        const draw = seededRandom(seed).integer(n);
        expect(Number.isInteger(draw) && draw >= 0 && draw < n).toBe(true);
      }),
    );
    // 3 · 2^30: a plain remainder would give the lower third twice the share of the rest.
    const random = seededRandom(11);
    let lower = 0;
    for (let i = 0; i < 30000; i++) if (random.integer(3 * 2 ** 30) < 2 ** 30) lower++;
    expect(Math.abs(lower - 10000)).toBeLessThan(4.5 * Math.sqrt(30000 * (2 / 9)));
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses seed %d', (seed) => {
    expect(() => seededRandom(seed)).toThrow('seededRandom: seed must be an integer in 0…2^53−1');
    expect(() => seededRandom(0, seed)).toThrow('seededRandom: stream must be an integer in 0…2^53−1');
  });

  test.each([0, -1, 1.5, Number.POSITIVE_INFINITY])('refuses integer(%d)', (n) => {
    expect(() => seededRandom(0).integer(n)).toThrow('n must be an integer ≥ 1');
  });
});
