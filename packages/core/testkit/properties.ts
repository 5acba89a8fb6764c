/**
 * fast-check with one seed for every run, so that a test says the same each time; LIKEWISE_PROPERTY_SEED explores others
 * (`random` draws one).
 */
import fc from 'fast-check';

const stated = process.env['LIKEWISE_PROPERTY_SEED'];
if (stated !== 'random') fc.configureGlobal({ seed: Number(stated ?? 1) });

export default fc;
