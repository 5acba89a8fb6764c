/** Text as it stands in a page. */

/** A model's text may break after its name and its options, before anywhere else. */
export const broken = (text: string): string => escaped(text).replaceAll(/[:,]/g, '$&<wbr>');

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
