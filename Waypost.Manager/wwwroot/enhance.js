// Forms marked data-enhance go to the server without a reload: the answer's regions (data-swap) take the place of the
// page's. Without this script the same forms post and redirect as forms always did. A control shows what the server has
// answered, never what was asked for.
let running = null;
let late = false;
let shown = location.pathname + location.search;

// asked: somebody waits for the answer. typed: it follows typing, which leaves no trail of addresses.
async function go(url, options, { form = null, by = null, asked = true, typed = false } = {}) {
  running?.abort();
  const mine = running = new AbortController();
  const post = options.method === 'post';
  mine.reads = !post;
  document.documentElement.setAttribute('aria-busy', 'true');
  by?.setAttribute('data-waits', '');
  try {
    const response = await fetch(url, { ...options, headers: { accept: 'text/html' }, signal: mine.signal, credentials: 'same-origin' });
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (swaps(answer)) show(answer, response, { form, asked, typed, post });
    else if (asked) elsewhere(answer, response, form);
  } catch (failure) {
    if (failure.name === 'AbortError' || !asked) return;
    say(post ? 'The manager does not answer. Nothing is known to be saved: look before you repeat it.' : 'The manager does not answer. The page shows what it showed before.');
  } finally {
    by?.removeAttribute('data-waits');
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
  if (!late) go(location.href, {}, { asked: false });
}

const regions = () => [...document.querySelectorAll('[data-swap]')];

// Not if the answer is a page of another kind: sign-in, or a failure.
const swaps = answer => regions().length > 0 && regions().every(region => answer.getElementById(region.id));

function show(answer, response, { form, asked, typed, post }) {
  const focused = remember(document.activeElement);
  const open = [...document.querySelectorAll('details[open][id]')].map(details => details.id);
  const arrives = new URL(response.url).pathname !== location.pathname;
  document.dispatchEvent(new CustomEvent('waypost:swapping', { detail: { form, arrives } }));
  document.title = answer.title;
  for (const region of regions()) {
    const fresh = answer.getElementById(region.id);
    // An answer that nobody asked for takes no message away.
    if (!asked && region.id === 'toasts' && fresh.childElementCount === 0) continue;
    if (region.innerHTML !== fresh.innerHTML) region.replaceChildren(...fresh.childNodes);
  }
  if (!arrives) for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (asked) keepAddress(response, arrives, typed, post);
  document.dispatchEvent(new CustomEvent('waypost:swapped', { detail: { form, arrives, refused: post && !response.redirected } }));
  settle(focused, arrives);
}

// The address is that of what is shown. Back leads to the page before a form or a search, not through each of its steps.
function keepAddress(response, arrives, typed, post) {
  if (location.href !== response.url && (response.redirected || !post || arrives)) {
    history[typed || response.redirected ? 'replaceState' : 'pushState'](null, '', response.url);
  }
  shown = location.pathname + location.search;
}

// What is wrong or must be seen comes first; a new page starts at its heading; else the reader stays where they were.
function settle(focused, arrives) {
  if (arrives) scrollTo(0, 0);
  const heading = arrives && document.querySelector('main h1');
  if (face('main [data-focus]')) return;
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  } else {
    restore(focused);
  }
}

// The first fault of a refused form, wherever it lies folded away; in its place what else should be seen.
function face(otherwise) {
  const wrong = document.querySelector('main :is([data-fault], .field-wrong, [aria-invalid=true])');
  const fault = wrong?.matches('.field-wrong') ? wrong.querySelector('[aria-invalid=true]') ?? wrong.querySelector('input:not([type=hidden]), select, textarea') : wrong;
  const first = fault ?? (otherwise && document.querySelector(otherwise));
  if (!first) return false;
  for (let fold = first.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  if (fault && !fault.matches('[data-fault]')) fault.setAttribute('aria-invalid', 'true');
  first.focus({ preventScroll: true });
  (first.closest('.field-wrong') ?? first).scrollIntoView({ block: 'nearest' });
  return true;
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

// Sign-in comes in place of an answer; a failure is told on this page: it stays, and so does what was typed.
function elsewhere(answer, response, form) {
  if (response.ok) {
    const kept = new URL(response.url).searchParams.get('draft') === 'kept';
    const leaves = document.dispatchEvent(new CustomEvent('waypost:leaving', { cancelable: true, detail: { form, kept } }));
    return leaves ? location.assign(response.url) : say('You are signed out, so nothing was saved. What you typed is still here: sign in in another tab, then do it again.');
  }
  const told = [...answer.querySelectorAll('main h1, main p:not(:has(a))')].map(part => part.textContent.trim().replace(/(?<!\.)$/, '.'));
  say(told.join(' ') || 'The manager could not do this. Nothing is known to be saved: look before you repeat it.');
}

function say(text) {
  const toast = document.getElementById('refusal').content.firstElementChild.cloneNode(true);
  toast.querySelector('p').textContent = text;
  document.getElementById('toasts').replaceChildren(toast);
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[data-enhance]')) return;
  event.preventDefault();
  const by = event.submitter;
  const data = new FormData(form, by);
  const url = new URL(by?.hasAttribute('formaction') ? by.formAction : form.action, location.href);
  if (form.method === 'get') {
    for (const [name, value] of [...data]) if (value === '') data.delete(name);
    url.search = new URLSearchParams(data).toString();
    return void go(url, {}, { typed: form.getAttribute('role') === 'search' });
  }
  go(url, { method: 'post', body: new URLSearchParams(data) }, { form, by });
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

// Back to what an earlier choice showed; a jump within the page also lands here, and needs nothing.
addEventListener('popstate', () => {
  if (shown !== location.pathname + location.search) location.reload();
});

// A page that the browser kept as it was left may have been changed meanwhile.
addEventListener('pageshow', event => {
  if (event.persisted) refresh();
});

// A form that is not enhanced, or a page without scripts until now: what was refused comes as a page of its own.
face(null);
