/** Autoencoders: ratings of MovieLens 100K; likes of MovieLens 1M, for people who train and people who do not. */
import { measureTable } from './measure-table.ts';

measureTable('autoencoders');
