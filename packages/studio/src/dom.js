/** Elements without markup in strings: whatever an id or a title holds stays text. */

/**
 * @param {string} tag Name, with classes after dots: "p.hint".
 * @param {...(Node | string | number | Record<string, string> | null | undefined)} parts Children, or one record of attributes.
 */
export function element(tag, ...parts) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  if (classes.length > 0) made.className = classes.join(' ');
  for (const part of parts) {
    if (part === null || part === undefined) continue;
    if (part instanceof Node) made.append(part);
    else if (typeof part === 'object') for (const [key, value] of Object.entries(part)) made.setAttribute(key, value);
    else made.append(String(part));
  }
  return made;
}

/** @param {string} tag @param {HTMLElement[]} headings @param {HTMLElement[]} rows */
export function table(tag, headings, rows) {
  return element('div.scroll', element(tag, element('thead', element('tr', ...headings)), element('tbody', ...rows)));
}

/** @param {string} path @returns {Promise<any>} The answer; throws what the problem document says. */
export async function ask(path) {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `${response.status}`);
  return answer;
}

/** @param {unknown} value */
export function shown(value) {
  if (typeof value === 'number') return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(4);
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '–';
}
