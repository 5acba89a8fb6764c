/** Similar pairs and lists of neighbors in plain TypeScript. */
import { addShared, type Measure, measures, type PairSums, similarityOf } from '../similarity.ts';
import { eachRow, type Twin } from './rows.ts';

export const similarPairs: Twin<'similarPairs'> = eachRow(
  (
    [tiles, groups, columns, pointers, indexes, values, columnStarts, columnRows, columnValues, facts, measure, minOverlap, ...rest],
    tile,
  ) => {
    const [shrinkage, signed, length, listRows, listScores, counts, floors] = rest;
    const counted = measure === measures.count || measure === measures.jaccard;
    const places = new Uint16Array(columnRows.buffer, columnRows.byteOffset, 2 * columnRows.length);
    const [a, b] = tiles.subarray(2 * tile);
    for (let row = groups[a]; row < groups[a + 1]; row++) {
      const shared = new Map<number, PairSums>();
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        const start = b * (columns + 1) + indexes[e];
        for (let k = columnStarts[start]; k < columnStarts[start + 1]; k++) {
          const other = groups[b] + places[k];
          addShared(shared, other, counted ? 1 : values[e], counted ? 1 : columnValues[k]);
        }
      }
      for (const [other, sums] of shared) {
        if (other === row) continue;
        const score = Math.fround(similarityOf(measure as Measure, sums, facts[row], facts[other], { minOverlap, shrinkage }));
        if (score === 0 || (score < 0 && signed === 0)) continue;
        offer(row, other, score);
        if (a !== b) offer(other, row, score);
      }
    }

    /** Lists stay sorted here; the fast kernel keeps heaps and sorts at the end. */
    function offer(row: number, other: number, score: number): void {
      let slot = row * length + counts[row];
      if (counts[row] === length) {
        if (!isBehind(listScores[slot - 1], listRows[slot - 1], score, other)) return;
        slot--;
      } else counts[row]++;
      for (; slot > row * length && isBehind(listScores[slot - 1], listRows[slot - 1], score, other); slot--) {
        listScores[slot] = listScores[slot - 1];
        listRows[slot] = listRows[slot - 1];
      }
      listScores[slot] = score;
      listRows[slot] = other;
      if (counts[row] === length) floors[row] = listScores[(row + 1) * length - 1];
    }
  },
);

const isBehind = (score: number, row: number, than: number, thanRow: number): boolean => score < than || (score === than && row > thanRow);

/** Lists of the reference are sorted already. */
export function sortLists(): number {
  return 0;
}

export const pairDifferences: Twin<'pairDifferences'> = eachRow(
  ([pointers, indexes, values, columnPointers, columnRows, columnValues, differences, overlaps], row) => {
    const start = (row * (row - 1)) / 2;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      for (let k = columnPointers[indexes[e]]; columnRows[k] < row; k++) {
        differences[start + columnRows[k]] += values[e] - columnValues[k];
        overlaps[start + columnRows[k]]++;
      }
    }
  },
);
