// Links of the finished site: every one inside it leads to a file and a heading, none asks another server for a part of the page.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const attribute = (text) => decodeURIComponent(text.replaceAll('&amp;', '&'));

/** One line for each link that leads nowhere, in pages and in their Markdown. @param {string} out @returns {string[]} */
export function brokenLinks(out) {
  const files = readdirSync(out, { recursive: true }).map(String);
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) ids.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => attribute(id))));
    return ids.get(file);
  };
  const broken = [];
  const check = (page, link) => {
    const [path, anchor] = attribute(link).split('#');
    let target = path === '' ? join(out, page) : path.startsWith('/') ? join(out, path) : resolve(out, dirname(page), path);
    if (existsSync(target) && statSync(target).isDirectory()) target = join(target, 'index.html');
    if (!existsSync(target)) broken.push(`${page}: ${link} leads nowhere`);
    else if (anchor && target.endsWith('.html') && !idsOf(target).has(anchor)) broken.push(`${page}: ${link}: no heading #${anchor}`);
  };
  for (const page of files.filter((file) => file.endsWith('.html') && file !== '404.html')) {
    const text = readFileSync(join(out, page), 'utf8');
    for (const [, link] of text.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) if (!/^[a-z]+:/.test(link)) check(page, link);
    for (const [tag, link] of text.matchAll(/<(?:script|link|img|source|iframe)\s[^>]*?(?:src|href)="([^"]*)"/g)) {
      if (/^(https?:)?\/\//.test(link)) broken.push(`${page}: ${tag} asks another server`);
      else if (!link.startsWith('data:')) check(page, link);
    }
  }
  for (const page of files.filter((file) => /\.md$|(^|\/)llms\.txt$/.test(file))) {
    const text = readFileSync(join(out, page), 'utf8').replace(/```[\s\S]*?```/g, '');
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:|^#/.test(link)) continue;
      if (!existsSync(join(out, relative(out, resolve(out, dirname(page), link.split('#')[0])))))
        broken.push(`${page}: ${link} leads nowhere`);
    }
  }
  return [...new Set(broken)];
}
