/** The next item after a history: everyone's last is asked for, the two last are out of training, all items are ranked less those seen. */
import { measureTable } from './measure-table.ts';

measureTable('sequences');
