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
    - { theme: brand, text: An application, link: ./start/application }
    - { theme: alt, text: Data science, link: ./start/data-science }
    - { theme: alt, text: A team, link: ./start/team }
---
`;

/** @param {string} text docs/index.md */
export const homePage = (text) => hero + text.replace(/^# .*\n/, '');
