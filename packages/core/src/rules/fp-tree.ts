/** The prefix tree of FP-growth. */
import { longer } from './set-tree.ts';

/**
 * A tree of baskets in flat arrays. A path from the root is a basket's items, the most frequent first; baskets with the same
 * beginning share nodes. Once all paths are in, `finish` lists the nodes of each item.
 */
export class FpTree {
  /** Item of each node, by rank: 0 is the most frequent. */
  items: Uint32Array = new Uint32Array(64);
  /** Parent of each node; the root is node 0. */
  parents: Uint32Array = new Uint32Array(64);
  /** Baskets through each node. */
  counts: Uint32Array = new Uint32Array(64);
  /** Nodes by their item, after `finish`: those of item i stand at starts[i] … starts[i + 1] − 1. */
  nodes: Uint32Array = new Uint32Array(64);
  readonly starts: Uint32Array;
  size = 1;
  #path: Uint32Array = new Uint32Array(64);
  #depth = 0;

  constructor(items: number) {
    this.starts = new Uint32Array(items + 1);
  }

  clear(): void {
    this.size = 1;
    this.#depth = 0;
  }

  /**
   * Adds path[from … to), ascending ranks, `weight` times. It shares what it has in common with the path added before: paths that
   * come in lexicographic order give the smallest tree, any other order a larger one with the same counts.
   */
  add(path: Uint32Array, from: number, to: number, weight: number): void {
    const length = to - from;
    if (this.size + length > this.items.length) this.#grow(this.size + length);
    if (length > this.#path.length) this.#path = longer(this.#path, length);
    const { items, parents, counts } = this;
    const current = this.#path;
    const common = Math.min(length, this.#depth);
    let at = 0;
    while (at < common && items[current[at]] === path[from + at]) counts[current[at++]] += weight;
    let parent = at === 0 ? 0 : current[at - 1];
    for (; at < length; at++) {
      const node = this.size++;
      const item = path[from + at];
      items[node] = item;
      parents[node] = parent;
      counts[node] = weight;
      current[at] = node;
      parent = node;
    }
    this.#depth = length;
  }

  /** Sorts the nodes by item, of which none is of rank `below` or higher. A list can be read ahead, a chain cannot. */
  finish(below: number): void {
    const { items, starts, size } = this;
    if (this.nodes.length < size) this.nodes = new Uint32Array(this.items.length);
    starts.fill(0, 0, below + 1);
    for (let node = 1; node < size; node++) starts[items[node] + 1]++;
    for (let item = 0; item < below; item++) starts[item + 1] += starts[item];
    for (let node = 1; node < size; node++) this.nodes[starts[items[node]]++] = node;
    for (let item = below; item > 0; item--) starts[item] = starts[item - 1];
    starts[0] = 0;
  }

  #grow(least: number): void {
    const length = Math.max(2 * this.items.length, least);
    this.items = longer(this.items, length);
    this.parents = longer(this.parents, length);
    this.counts = longer(this.counts, length);
  }
}
