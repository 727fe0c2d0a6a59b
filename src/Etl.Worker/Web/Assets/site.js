// What the pages gain with a script; without it they work too.
const root = document.documentElement;
root.dataset.js = '';

const toggle = document.querySelector('[data-theme-toggle]');
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener('click', () => {
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* only for this page then */ }
    document.dispatchEvent(new Event('themechange'));
  });
}

// The menu is open on wide screens and closed on narrow ones.
const menu = document.querySelector('.menu details');
if (menu) {
  const narrow = matchMedia('(max-width: 60rem)');
  const fit = () => { menu.open = !narrow.matches; };
  narrow.addEventListener('change', fit);
  fit();
}

// A changed choice is asked for at once; the button stays for those without a script.
for (const form of document.querySelectorAll('form[data-auto]')) {
  form.addEventListener('change', event => {
    if (event.target.matches('select, input[type=checkbox], input[type=radio]')) form.requestSubmit();
  });
}

// Fields that are empty say nothing: they stay out of the address.
for (const form of document.querySelectorAll('form[method=get]')) {
  form.addEventListener('formdata', event => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === '') event.formData.delete(name);
    }
  });
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source ? source.textContent : location.href);
    const label = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = label; }, 1200);
  });
}

addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches('input, textarea, select, [contenteditable]')) return;
  const search = document.querySelector('input[type=search]');
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
