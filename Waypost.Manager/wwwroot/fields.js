// Fields: the slider and its exact number, keys suggested from names, copying, local times.
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
  if (copy) await copyText(copy, document.getElementById(copy.dataset.copy));
});

// Repeats a typed percentage elsewhere on the page; of two variants, one gets the rest.
function echo({ id, value }) {
  const share = Number.parseFloat(value.replace(',', '.'));
  for (const target of document.querySelectorAll(`[data-echoes="${CSS.escape(id)}"]`)) {
    target.textContent = 'rest' in target.dataset ? +(100 - share).toFixed(3) : share;
  }
}

function set(field, value) {
  if (field) field.value = value;
}

// The key follows the name until a key is typed.
function suggest(name, key) {
  if (!key || (key.value !== '' && key.dataset.suggested === undefined)) return;
  const plain = name.value.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
  key.value = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 100).replace(/-+$/, '');
  key.dataset.suggested = '';
}

async function copyText(button, source) {
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.dataset.copied = '';
    setTimeout(() => delete button.dataset.copied, 1500);
  } catch {
    // Without permission or https: select the text, so that it can be copied with the keyboard.
    getSelection().selectAllChildren(source);
    source.select?.();
  }
}

// The exact time as a tooltip in the user's time zone; the server only knows UTC.
function localTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
  }
}
function fillSliders() {
  for (const slider of document.querySelectorAll('input[type=range]')) slider.style.setProperty('--fill', `${slider.value}%`);
}

// For browsers that do not scroll a row of links to the current one (scroll-initial-target). The page itself does not scroll.
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
