/** Names of options: kebab-case on the command line and in files, camelCase in code. */

export const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
export const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `factors=64, unobserved-weight=0.2`; settings without a value are left out. */
export const settingsText = (settings: object, separator = ', '): string =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${kebabCase(name)}=${value}`)
    .join(separator);
