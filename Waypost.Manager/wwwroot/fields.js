// Small conveniences around fields: the slider and its exact number, keys suggested from names, copying, local times.
document.addEventListener('input', event => {
  const field = event.target;
  if (field.dataset.mirrors) set(document.getElementById(field.dataset.mirrors), field.value);
  const slider = field.id && document.querySelector(`[data-mirrors="${CSS.escape(field.id)}"]`);
  if (slider && field.value.trim() !== '') slider.value = Number.parseFloat(field.value.replace(',', '.')) || 0;
  fillSliders();
  echo(field);
  if (field.dataset.suggests) suggest(field, document.getElementById(field.dataset.suggests));
  else if (!event.detail?.suggested) delete field.dataset.suggested;
});

document.addEventListener('click', async event => {
  const preset = event.target.closest('[data-sets]');
  if (preset) {
    const field = document.getElementById(preset.dataset.sets);
    set(field, preset.value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const copy = event.target.closest('[data-copy]');
  if (copy) await put(copy, document.getElementById(copy.dataset.copy));
});

// What a typed share changes; of two, one gets the rest.
function echo({ id, value }) {
  const share = Number.parseFloat(value.replace(',', '.'));
  for (const place of document.querySelectorAll(`[data-echoes="${CSS.escape(id)}"]`)) place.textContent = 'rest' in place.dataset ? +(100 - share).toFixed(3) : share;
}

function set(field, value) {
  if (field) field.value = value;
}

// The key follows the name until somebody writes a key.
function suggest(name, key) {
  if (!key || (key.value !== '' && key.dataset.suggested === undefined)) return;
  key.value = name.value.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 100).replace(/-+$/, '');
  key.dataset.suggested = '';
}

async function put(button, source) {
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.dataset.copied = '';
    setTimeout(() => delete button.dataset.copied, 1500);
  } catch {
    // Without permission, or without https: select it, so that the keyboard can.
    getSelection().selectAllChildren(source);
    source.select?.();
  }
}

// The exact time on hover in the reader's own zone; the server only knows UTC.
function localTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
  }
}
function fillSliders() {
  for (const slider of document.querySelectorAll('input[type=range]')) slider.style.setProperty('--fill', `${slider.value}%`);
}

// Where the browser does not scroll a row of links to the current one by itself (scroll-initial-target). The page stays where it is.
function showCurrent() {
  for (const row of document.querySelectorAll('.nav, .tabs')) {
    const here = row.querySelector('[aria-current]');
    if (!here) continue;
    const [frame, link] = [row.getBoundingClientRect(), here.getBoundingClientRect()];
    if (link.left < frame.left || link.right > frame.right) row.scrollLeft += link.left - frame.left - (frame.width - link.width) / 2;
  }
}

function refresh() {
  localTimes();
  fillSliders();
  showCurrent();
}
document.addEventListener('waypost:swapped', refresh);
refresh();
