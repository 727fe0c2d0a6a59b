// The refresh that runs, as it goes on. Without a script the page shows it as it was when it was asked for.
const panel = document.querySelector('[data-live]');
if (panel) {
  const source = new EventSource(panel.dataset.live);
  source.addEventListener('message', event => {
    const now = JSON.parse(event.data);
    if (!now.running) {
      source.close();
      location.reload();
      return;
    }
    for (const field of panel.querySelectorAll('[data-live-field]')) {
      const value = now[field.dataset.liveField];
      if (field.tagName === 'PROGRESS') field.value = value;
      else if (field.textContent !== String(value)) field.textContent = value;
    }
  });
}
