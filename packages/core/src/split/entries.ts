/** The splitting rules that can be written as text: a new one is a file and a line here. */
export { coldItemsEntry, coldUsersEntry } from './cold.ts';
export { columnEntry } from './column-split.ts';
export { kFoldEntry } from './k-fold.ts';
export { leaveLastEntry, leaveRandomEntry } from './leave-one-out.ts';
export { perUserEntry } from './per-user.ts';
export { randomSplitEntry } from './random-split.ts';
export { rollingEntry } from './rolling.ts';
export { timeEntry } from './time-split.ts';
export { usersEntry } from './users-split.ts';
