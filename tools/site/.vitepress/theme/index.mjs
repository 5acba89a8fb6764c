// The usual theme with the fonts of the reader's machine, and under every page the way to its Markdown.
import { useData } from 'vitepress';
import Theme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import './site.css';

const MarkdownLink = {
  setup() {
    const { page } = useData();
    return () =>
      h(
        'p',
        { class: 'as-markdown' },
        h('a', { href: page.value.relativePath.split('/').at(-1), target: '_self' }, 'This page as Markdown'),
      );
  },
};

export default {
  extends: Theme,
  Layout: () => h(Theme.Layout, null, { 'doc-footer-before': () => h(MarkdownLink) }),
};
