// The front page: its Markdown under the hero of the theme.

const hero = `---
layout: home
title: likewise
titleTemplate: The recommender system for TypeScript
hero:
  name: likewise
  text: The recommender system for TypeScript
  tagline: People who liked this likewise liked that.
  actions:
    - { theme: brand, text: Guides, link: ./guides/library }
    - { theme: alt, text: Models, link: ./models/ }
---
`;

/** @param {string} text docs/index.md */
export const homePage = (text) => hero + text.replace(/^# .*\n/, '');
