import type { Contextual, Model } from '@likewise/core';

/** `can(model, 'context')` for commands that have not loaded the library yet. */
export const isContextual = (model: Model): model is Contextual => 'contextAt' in model;
