// Before the first paint: the look chosen by hand, if any. Nothing else is kept in the browser.
(() => {
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch { /* storage is off: the system's look it is */ }
})();
