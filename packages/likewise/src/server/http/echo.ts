/** What a request said, in an answer: texts of requests may be megabytes long, an answer shows where they begin. */

export const echoed = (text: string, longest = 60): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
