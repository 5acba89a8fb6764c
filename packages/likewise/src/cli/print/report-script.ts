/** What the page does by itself: its table sorted by any column. Without scripts all stands there as well. */
export const reportScript = `for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const given = [...body.rows];
  const valueOf = (row, column) => {
    const { value } = row.cells[column].dataset;
    return value === undefined || value === '' ? undefined : Number(value);
  };
  const sort = (column, direction) => {
    const compare = (a, b) => {
      if (column === 0) return direction * given[a].cells[0].textContent.localeCompare(given[b].cells[0].textContent);
      const [x, y] = [valueOf(given[a], column), valueOf(given[b], column)];
      if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
      return direction * (x - y);
    };
    const order = [...given.keys()].sort((a, b) => (column < 0 ? 0 : compare(a, b)) || a - b);
    body.append(...order.map((place) => given[place]));
    heads.forEach((head, h) => {
      if (h === column) head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
  };
  const first = (head) => (head.dataset.better === 'higher' ? -1 : 1);
  const label = document.createElement('label');
  label.className = 'sort soft';
  const choice = document.createElement('select');
  choice.append(new Option('as given', '-1'), ...heads.map((head, h) => new Option(head.textContent, String(h))));
  choice.addEventListener('change', () => sort(Number(choice.value), first(heads[Number(choice.value)] ?? heads[0])));
  label.append('sorted by ', choice);
  table.before(label);
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort');
      sort(column, now === null ? first(head) : now === 'ascending' ? -1 : 1);
      choice.value = String(column);
    });
    head.replaceChildren(button);
  });
}
// On paper nothing can be opened.
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details')) part.open = true;
});`;
