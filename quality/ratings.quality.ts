/** Ratings predicted on MovieLens 100K (mean RMSE over u1…u5) and 1M (fold 1): defaults and tuned presets. */
import { measureTable } from './measure-table.ts';

measureTable('ratings');
