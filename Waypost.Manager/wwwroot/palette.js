// The command palette: Ctrl+K or / opens it, typing filters, arrow keys select, Enter opens.
const dialog = () => document.getElementById('palette');
const maxResults = 12;
let found = [];
let loaded = null;

document.addEventListener('keydown', event => {
  const opens = (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing(event.target));
  if (opens && dialog()) {
    event.preventDefault();
    open();
  }
});
document.addEventListener('click', event => {
  if (event.target.closest('[data-opens=palette]')) open();
  else if (event.target === dialog()) dialog().close();
});

// Something was saved: the entries may have changed.
document.addEventListener('waypost:swapped', () => { loaded = null; });

const typing = element => element.matches('input, textarea, select, [contenteditable]');

async function open() {
  const palette = dialog();
  if (palette.open) return;
  palette.showModal();
  const input = palette.querySelector('input');
  input.value = '';
  wire(palette, input);
  show(palette, input);
  if (loaded !== palette.dataset.source) {
    const response = await fetch(palette.dataset.source, { headers: { accept: 'application/json' } });
    // Signed out: the response is the sign-in page.
    if (!response.ok || response.redirected) return void location.reload();
    found = await response.json();
    loaded = palette.dataset.source;
  }
  show(palette, input);
}

function wire(palette, input) {
  if (palette.dataset.wired) return;
  palette.dataset.wired = 'true';
  input.addEventListener('input', () => show(palette, input));
  input.addEventListener('keydown', event => {
    const options = [...palette.querySelectorAll('[role=option]')];
    const at = options.findIndex(option => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(input, options, (at + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    } else if (event.key === 'Enter' && options[at]) {
      event.preventDefault();
      options[at].click();
    }
  });
}

// All words must match; entries that start with the first word come first.
function show(palette, input) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = found
    .map(item => ({ item, text: `${item.text} ${item.note}`.toLowerCase() }))
    .filter(({ text }) => words.every(word => text.includes(word)))
    .sort((a, b) => rank(b, words) - rank(a, words))
    .slice(0, maxResults);
  const options = matches.map(({ item }, index) => option(item, index));
  palette.querySelector('[role=listbox]').replaceChildren(...options);
  palette.querySelector('.palette-none').hidden = matches.length > 0 || found.length === 0;
  choose(input, options, 0);
}

const rank = ({ item, text }, words) => words.length === 0 ? 0
  : (item.text.toLowerCase().startsWith(words[0]) || item.note.toLowerCase().startsWith(words[0]) ? 2 : text.includes(` ${words[0]}`) ? 1 : 0);

function option(item, index) {
  const link = document.createElement('a');
  link.href = item.url;
  link.id = `found-${index}`;
  link.tabIndex = -1;
  link.setAttribute('role', 'option');
  const text = document.createElement('span');
  text.textContent = item.text;
  const note = document.createElement('span');
  note.className = 'quiet';
  note.textContent = item.note;
  link.append(text, note);
  return link;
}

function choose(input, options, index) {
  options.forEach((option, i) => option.setAttribute('aria-selected', i === index));
  options[index]?.scrollIntoView({ block: 'nearest' });
  if (options[index]) input.setAttribute('aria-activedescendant', options[index].id); else input.removeAttribute('aria-activedescendant');
}
