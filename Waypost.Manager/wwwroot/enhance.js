// Forms and links marked data-enhance go to the server without a reload: the answer's regions (data-swap) take the
// place of the page's. Without this script the same forms post and redirect as forms always did.
let running = null;
let late = false;
let shown = location.pathname + location.search;

async function go(url, options, push, asked = true) {
  running?.abort();
  const mine = running = new AbortController();
  mine.reads = options.method !== 'post';
  document.documentElement.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(url, { ...options, headers: { accept: 'text/html' }, signal: mine.signal, credentials: 'same-origin' });
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!swap(answer, asked)) return response.ok ? location.assign(response.url) : say(failure(answer));
    if (location.href !== response.url && (response.redirected || push)) history[push ? 'pushState' : 'replaceState'](null, '', response.url);
    shown = location.pathname + location.search;
  } catch (failure) {
    if (failure.name === 'AbortError') return;
    if (options.method === 'post') return say('The manager does not answer. Nothing is known to be saved: look before you repeat it.');
    location.assign(url);
  } finally {
    if (running === mine) {
      running = null;
      document.documentElement.removeAttribute('aria-busy');
      if (late) refresh();
    }
  }
}

// Something is ready that the page does not show yet. What somebody did is answered first: its message comes only once.
function refresh() {
  late = running !== null && !running.reads;
  if (!late) go(location.href, {}, false, false);
}

// False if the answer is a page of another kind (sign-in, a failure): then the browser should go there.
// An answer that nobody asked for takes no message away.
function swap(answer, asked) {
  const regions = [...document.querySelectorAll('[data-swap]')];
  if (regions.length === 0 || regions.some(region => !answer.getElementById(region.id))) return false;
  const focused = remember(document.activeElement);
  const open = new Set([...document.querySelectorAll('details[open][id]')].map(details => details.id));
  document.title = answer.title;
  for (const region of regions) {
    const fresh = answer.getElementById(region.id);
    if (!asked && region.id === 'toasts' && fresh.childElementCount === 0) continue;
    if (region.innerHTML !== fresh.innerHTML) region.replaceChildren(...fresh.childNodes);
  }
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  // What is wrong or must be seen comes first; else the reader stays where they were.
  const wrong = document.querySelector('main [aria-invalid=true], main [data-focus]');
  if (wrong) wrong.focus(); else restore(focused);
  document.dispatchEvent(new CustomEvent('waypost:swapped'));
  return true;
}

// What a page of failure says, told on this one: it stays, and so does what was typed.
function failure(answer) {
  const told = [...answer.querySelectorAll('main h1, main p:not(:has(a))')].map(part => part.textContent.trim().replace(/(?<!\.)$/, '.'));
  return told.join(' ') || 'The manager could not do this. Nothing is known to be saved: look before you repeat it.';
}

function remember(element) {
  if (!element || element === document.body) return null;
  const typed = 'selectionStart' in element ? element.selectionStart : null;
  return { id: element.id, typed, main: !!element.closest('main') };
}

function restore(focused) {
  if (!focused) return;
  const element = focused.id && document.getElementById(focused.id);
  if (element) {
    element.focus({ preventScroll: true });
    if (focused.typed !== null && element.type === 'search') element.setSelectionRange(focused.typed, focused.typed);
  } else if (focused.main) {
    document.getElementById('main')?.focus({ preventScroll: true });
  }
}

function say(text) {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.append(Object.assign(document.createElement('p'), { textContent: text }));
  document.getElementById('toasts')?.replaceChildren(toast);
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[data-enhance]')) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  const url = new URL(button?.hasAttribute('formaction') ? button.formAction : form.action, location.href);
  if (form.method === 'get') {
    for (const [name, value] of [...data]) if (value === '') data.delete(name);
    url.search = new URLSearchParams(data).toString();
    return void go(url, {}, true);
  }
  if (button?.getAttribute('role') === 'switch') button.setAttribute('aria-checked', button.value === 'on');
  go(url, { method: 'post', body: new URLSearchParams(data) }, false);
});

document.addEventListener('waypost:refresh', refresh);

// A search follows the typing, half a breath behind.
let soon;
document.addEventListener('input', event => {
  const form = event.target.form;
  if (!form?.matches('[data-auto]')) return;
  clearTimeout(soon);
  // An answer to what was typed before must not take the place of what is typed now.
  if (running?.reads) running.abort();
  soon = setTimeout(() => form.requestSubmit(), event.target.matches('select') ? 0 : 200);
});

document.addEventListener('click', event => {
  const dismiss = event.target.closest('[data-dismiss]');
  if (dismiss) document.getElementById(dismiss.dataset.dismiss)?.replaceChildren();
});

// Back to what an earlier search showed; a jump within the page also lands here, and needs nothing.
addEventListener('popstate', () => {
  if (shown !== location.pathname + location.search) location.reload();
});
