// The picture of all attributes by modality: one ImageData, one paint. What it shows is in the table too.
const figure = document.querySelector('[data-heatmap]');
if (figure) {
  const canvas = figure.querySelector('canvas');
  const readout = figure.querySelector('[data-readout]');
  const holder = figure.querySelector('.canvas');
  readout.textContent = 'Loading …';
  fetch(figure.dataset.heatmap, { headers: { accept: 'application/json' } })
    .then(answer => answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`)))
    .then(start)
    .catch(() => { readout.textContent = 'The picture could not be loaded; the table has the numbers.'; });

  function start(data) {
    const { keywords, modalities, instances } = data;
    if (keywords.length === 0 || modalities.length === 0) {
      readout.textContent = 'The filters exclude every attribute.';
      return;
    }
    if (data.version !== document.body.dataset.version) {
      readout.textContent = 'Newer data was published meanwhile: reload the page to see picture and table of one version.';
      return;
    }
    const cells = Uint8Array.from(atob(data.cells), c => c.charCodeAt(0));
    const [columns, rows] = [keywords.length, modalities.length];
    holder.hidden = false;
    // A cell is a whole number of pixels wide where the attributes fit, one pixel where they do not, and the figure scrolls.
    const names = document.createElement('div');
    names.className = 'names';
    names.setAttribute('aria-hidden', 'true');
    const height = Math.max(12, Math.min(22, Math.floor(360 / rows)));
    for (const modality of modalities) {
      const name = document.createElement('span');
      name.textContent = modality;
      names.append(name);
    }
    names.style.setProperty('padding-top', '0');
    holder.prepend(names);
    for (const name of names.children) name.style.height = name.style.lineHeight = `${height}px`;
    const width = Math.max(1, Math.floor((holder.clientWidth - names.offsetWidth) / columns));
    let current = [0, 0];

    function paint() {
      const style = getComputedStyle(document.documentElement);
      const colours = [0, 1, 2, 3, 4, 5].map(step => rgb(style.getPropertyValue(`--heat-${step}`)));
      const image = new ImageData(columns, rows);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < cells.length; i++) {
        const percent = cells[i];
        pixels[i] = percent === 255 ? 0 : colours[percent === 0 ? 0 : Math.min(5, 1 + Math.floor(percent / 25))];
      }
      canvas.width = columns;
      canvas.height = rows;
      canvas.style.width = `${columns * width}px`;
      canvas.style.height = `${rows * height}px`;
      canvas.getContext('2d').putImageData(image, 0, 0);
      figure.dataset.painted = `${columns}x${rows}`;
    }

    function tell() {
      const [x, y] = current;
      const percent = cells[y * columns + x];
      readout.textContent = `${keywords[x]} in ${modalities[y]}: ${percent === 255 ? 'no instance has it' : `${percent} %`} of ${instances[y].toLocaleString('en')} instances`;
    }

    const at = event => {
      const box = canvas.getBoundingClientRect();
      return [
        Math.min(columns - 1, Math.max(0, Math.floor((event.clientX - box.left) / width))),
        Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - box.top) / height))),
      ];
    };
    const open = () => { location.href = `/tags/${encodeURIComponent(keywords[current[0]])}`; };
    canvas.addEventListener('pointermove', event => { current = at(event); tell(); });
    canvas.addEventListener('click', event => { current = at(event); open(); });
    canvas.addEventListener('keydown', event => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [-25, 0], PageDown: [25, 0] }[event.key];
      if (event.key === 'Enter') open();
      if (!step) return;
      event.preventDefault();
      current = [
        Math.min(columns - 1, Math.max(0, current[0] + step[0])),
        Math.min(rows - 1, Math.max(0, current[1] + step[1])),
      ];
      tell();
    });
    canvas.setAttribute('aria-label', `Heatmap of ${columns} attributes in ${rows} modalities. Arrow keys move, Enter opens the attribute.`);
    readout.textContent = `${columns.toLocaleString('en')} attributes in ${rows} modalities. Point at a cell, or use the arrow keys.`;
    document.addEventListener('themechange', paint);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
    paint();
  }

  function rgb(colour) {
    const hex = colour.trim().slice(1);
    const [r, g, b] = [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16));
    return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  }
}
