/** Where the names of points stand on a map, so that as few as possible lie on each other. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PlacedLabel {
  readonly text: string;
  /** Left end and baseline. */
  readonly x: number;
  readonly y: number;
  /** From the point to the name, where the name had to go away from it. */
  readonly leader?: readonly [x: number, y: number] | undefined;
}

const size = 12;
/** Of system-ui at 12 px, on the generous side. */
const characterWidth = 6.6;
const distances = [9, 22, 38, 56, 78];
/** Right, left, above, below, and between them. */
const directions = [0, 180, 270, 90, 315, 45, 225, 135].map((degrees) => (degrees * Math.PI) / 180);

/** One after the other, each at the nearest place that is free; where none is, at the one that covers least. */
export function placedLabels(
  points: readonly { readonly x: number; readonly y: number; readonly text: string }[],
  frame: Box,
): readonly PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 5, top: y - 5, right: x + 5, bottom: y + 5 }));
  return points.map(({ x, y, text }, own) => {
    const width = text.length * characterWidth;
    let best: { readonly box: Box; readonly cost: number; readonly away: number } | undefined;
    for (const away of distances)
      for (const angle of directions) {
        if (best?.cost === 0) break;
        const box = boxAt(x + away * Math.cos(angle), y + away * Math.sin(angle), Math.cos(angle), width);
        const cost = covered(box, taken, own) + outside(box, frame);
        if (best === undefined || cost < best.cost) best = { box, cost, away };
      }
    const { box, away } = best as NonNullable<typeof best>;
    taken.push(box);
    const middle = (box.top + box.bottom) / 2;
    const near = Math.min(Math.max(x, box.left), box.right);
    return { text, x: box.left, y: box.bottom - 3, leader: away > distances[0] ? [near, middle < y ? box.bottom : box.top] : undefined };
  });
}

/** To the right of its end where the direction goes right, to the left where it goes left, else in the middle. */
function boxAt(x: number, y: number, cosine: number, width: number): Box {
  const left = cosine > 0.3 ? x : cosine < -0.3 ? x - width : x - width / 2;
  return { left, top: y - size / 2 - 1, right: left + width, bottom: y + size / 2 + 1 };
}

function covered(box: Box, taken: readonly Box[], own: number): number {
  let sum = 0;
  for (const [t, other] of taken.entries()) {
    if (t === own) continue;
    const [across, down] = [
      Math.min(box.right, other.right) - Math.max(box.left, other.left),
      Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top),
    ];
    if (across > 0 && down > 0) sum += across * down;
  }
  return sum;
}

/** A name that leaves the picture is worse than one on another. */
const outside = (box: Box, frame: Box): number =>
  1000 *
  (Math.max(0, frame.left - box.left) +
    Math.max(0, box.right - frame.right) +
    Math.max(0, frame.top - box.top) +
    Math.max(0, box.bottom - frame.bottom));
