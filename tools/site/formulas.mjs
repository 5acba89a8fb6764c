// Formulas are plain text in Markdown (b_u, Σ_{k≤n}); on the site indexes stand low and exponents high.

const symbol = '[\\p{L}Σ√\\])∣‖][\\p{M}′*]*';
const script = '\\{([^}]{1,40})\\}|([\\p{L}\\p{Nd}−+∗*]{1,12})';
const scripts = new RegExp(`(?<![\\p{L}\\p{N}_/.-])(${symbol})([_^])(?:${script})`, 'gu');
/** "r̂(u,i) = …", "Σ (r − r̂)² + …": a paragraph that begins like this is a formula. */
const isFormula = /^(?:[^\s`[]{1,14}(?:\([^)]{0,20}\))?\s(?:=|∝|~)\s|[Σ−√])/u;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** "p_u" → p<sub>u</sub>, the rest escaped; `undefined` where nothing changes. */
function withScripts(text) {
  let at = 0;
  let html = '';
  for (const match of text.matchAll(scripts)) {
    const [whole, base, kind, braced, bare] = match;
    const tag = kind === '_' ? 'sub' : 'sup';
    html += `${escaped(text.slice(at, match.index))}${escaped(base)}<${tag}>${escaped(braced ?? bare)}</${tag}>`;
    at = match.index + whole.length;
  }
  return at === 0 ? undefined : html + escaped(text.slice(at));
}

/** A plugin of markdown-it. */
export function formulas(markdown) {
  markdown.core.ruler.push('formulas', ({ tokens, env }) => {
    if (/^(api|project)\//.test(env.relativePath ?? '')) return;
    tokens.forEach((token, index) => {
      const before = tokens[index - 1]?.type;
      if (token.type !== 'inline' || before === undefined || before === 'heading_open') return;
      // The first paragraph under the name of a metric is its definition.
      const isDefinition = env.relativePath === 'reference/metrics.md' && tokens[index - 2]?.tag === 'h3';
      if (before === 'paragraph_open' && (isDefinition || isFormula.test(token.content))) tokens[index - 1].attrJoin('class', 'formula');
      for (const child of token.children) {
        if (child.type !== 'text') continue;
        const html = withScripts(child.content);
        if (html !== undefined) Object.assign(child, { type: 'html_inline', content: html });
      }
    });
  });
}
