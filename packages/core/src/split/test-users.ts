/** Whom a test part is about. */
import type { Interactions } from '../data/interactions.ts';

/** 1 for each person with an interaction, of the marked ones where marks are given; [users]. */
export function usersWithRows({ userItems: { rows, pointers } }: Interactions, marked?: Uint8Array): Uint8Array {
  const users = new Uint8Array(rows);
  for (let user = 0; user < rows; user++) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      if (marked !== undefined && marked[e] === 0) continue;
      users[user] = 1;
      break;
    }
  }
  return users;
}
