// The SQL console with a script: completion, the time that passes, a way to stop. Without one it is a form that works.
const form = document.querySelector('[data-console]');
if (form) {
  const text = form.querySelector('textarea');
  const list = form.querySelector('#suggestions');
  const elapsed = form.querySelector('[data-elapsed]');
  const cancel = form.querySelector('[data-cancel]');
  const words = ('select from where group by order by having limit offset join left join on using with as distinct case when then else end '
    + 'and or not in exists between like is null union all count sum avg min max filter over partition by qualify asc desc nulls last').split(' ');
  let schema = null;
  let shown = [];
  let chosen = -1;

  const load = () => schema ??= fetch(form.dataset.schema)
    .then(answer => answer.ok ? answer.json() : { relations: {}, functions: [] })
    .catch(() => ({ relations: {}, functions: [] }));

  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
    shown = [];
    chosen = -1;
    text.removeAttribute('aria-activedescendant');
  };

  const before = () => /[\w$]*$/.exec(text.value.slice(0, text.selectionStart))[0];

  // Columns of the relations that the statement names come first, then relations, then words of SQL and functions.
  const suggest = async () => {
    if (before().length < 2) { hide(); return; }
    const { relations, functions } = await load();
    // While that came, more may have been typed.
    const prefix = before();
    if (prefix.length < 2) { hide(); return; }
    const low = prefix.toLowerCase();
    const named = Object.keys(relations).filter(name => new RegExp('\\b' + name.replace(/[^\w]/g, '') + '\\b', 'i').test(text.value));
    const columns = [...new Set(named.flatMap(name => relations[name]))];
    const all = [...columns.map(name => [name, 'column']), ...Object.keys(relations).map(name => [name, 'relation']),
      ...words.map(name => [name, '']), ...functions.map(name => [name, 'function'])];
    const seen = new Set();
    shown = all.filter(([name]) => name.toLowerCase().startsWith(low) && name.toLowerCase() !== low && !seen.has(name) && seen.add(name)).slice(0, 12);
    if (shown.length === 0) { hide(); return; }
    chosen = 0;
    draw();
  };

  const draw = () => {
    list.replaceChildren(...shown.map(([name, kind], i) => {
      const item = document.createElement('li');
      item.id = 'suggestion-' + i;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(i === chosen));
      item.append(name);
      if (kind) {
        const mark = document.createElement('span');
        mark.className = 'quiet';
        mark.textContent = ' ' + kind;
        item.append(mark);
      }
      item.addEventListener('mousedown', event => { event.preventDefault(); take(i); });
      return item;
    }));
    list.hidden = false;
    text.setAttribute('aria-controls', 'suggestions');
    text.setAttribute('aria-activedescendant', 'suggestion-' + chosen);
  };

  const take = i => {
    const prefix = before();
    const at = text.selectionStart;
    text.setRangeText(shown[i][0], at - prefix.length, at, 'end');
    hide();
    text.focus();
  };

  text.addEventListener('input', suggest);
  // Later than the click that took the focus: hiding moves what lies below, and a button that moves between press and release is not clicked.
  text.addEventListener('blur', () => setTimeout(hide, 200));
  text.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % shown.length;
      draw();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      hide();
    }
  });

  form.addEventListener('submit', async event => {
    event.preventDefault();
    hide();
    const stop = new AbortController();
    const started = performance.now();
    const run = form.querySelector('button[type=submit]');
    const tick = () => { elapsed.textContent = 'Running, ' + ((performance.now() - started) / 1000).toFixed(1) + ' s'; };
    const timer = setInterval(tick, 100);
    tick();
    run.disabled = true;
    cancel.hidden = false;
    cancel.onclick = () => stop.abort();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), signal: stop.signal, redirect: 'follow' });
      elapsed.textContent = answer.ok ? 'Done.' : 'The server answered ' + answer.status + '.';
      if (answer.ok) location.assign(answer.url + '#result');
    } catch (error) {
      elapsed.textContent = error.name === 'AbortError' ? 'Cancelled.' : 'The server did not answer.';
    } finally {
      clearInterval(timer);
      run.disabled = false;
      cancel.hidden = true;
    }
  });
}
