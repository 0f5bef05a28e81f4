// Forms marked data-enhance are sent without a reload: the regions (data-swap) of the response replace those of the page.
// Without this script the same forms post and redirect as usual. A control shows what the server has answered, never what
// was requested.
const messages = {
  noResponse: 'The manager is not responding. Your change may not have been saved: check before you repeat it.',
  noUpdate: 'The manager is not responding. The page has not changed.',
  failed: 'The manager could not do this. Your change may not have been saved: check before you repeat it.',
  signedOut: 'You are signed out, so nothing was saved. What you typed is still here: sign in in another tab, then try again.',
};
let running = null;
let late = false;
let shown = location.pathname + location.search;

// asked: the user waits for the response. typed: the request follows typing, which adds no history entries.
async function go(url, options, { form = null, submitter = null, asked = true, typed = false } = {}) {
  running?.abort();
  const mine = running = new AbortController();
  const post = options.method === 'post';
  mine.reads = !post;
  document.documentElement.setAttribute('aria-busy', 'true');
  submitter?.setAttribute('data-waits', '');
  try {
    const response = await fetch(url, { ...options, headers: { accept: 'text/html' }, signal: mine.signal, credentials: 'same-origin' });
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (swaps(answer)) show(answer, response, { form, asked, typed, post });
    else if (asked) showOther(answer, response, form);
  } catch (failure) {
    if (failure.name === 'AbortError' || !asked) return;
    say(post ? messages.noResponse : messages.noUpdate);
  } finally {
    submitter?.removeAttribute('data-waits');
    if (running === mine) {
      running = null;
      document.documentElement.removeAttribute('aria-busy');
      if (late) refresh();
    }
  }
}

// Something new is ready. A post under way is answered first, because its message comes only once.
function refresh() {
  late = running !== null && !running.reads;
  if (!late) go(location.href, {}, { asked: false });
}

const regions = () => [...document.querySelectorAll('[data-swap]')];

// Not if the response is a page with another layout: sign-in or an error.
const swaps = answer => regions().length > 0 && regions().every(region => answer.getElementById(region.id));

function show(answer, response, { form, asked, typed, post }) {
  const focused = remember(document.activeElement);
  const open = [...document.querySelectorAll('details[open][id]')].map(details => details.id);
  const arrives = new URL(response.url).pathname !== location.pathname;
  document.dispatchEvent(new CustomEvent('waypost:swapping', { detail: { form, arrives } }));
  document.title = answer.title;
  for (const region of regions()) {
    const fresh = answer.getElementById(region.id);
    // A background response must not remove a message.
    if (!asked && region.id === 'toasts' && fresh.childElementCount === 0) continue;
    if (region.innerHTML !== fresh.innerHTML) region.replaceChildren(...fresh.childNodes);
  }
  if (!arrives) for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (asked) updateAddress(response, arrives, typed, post);
  document.dispatchEvent(new CustomEvent('waypost:swapped', { detail: { form, arrives, refused: post && !response.redirected } }));
  placeFocus(focused, arrives);
}

// The address is that of the page shown. Back leads to the page before a form or a search, not through its steps.
function updateAddress(response, arrives, typed, post) {
  if (location.href !== response.url && (response.redirected || !post || arrives)) {
    history[typed || response.redirected ? 'replaceState' : 'pushState'](null, '', response.url);
  }
  shown = location.pathname + location.search;
}

// Focus goes to an error or a region with data-focus, on a new page to its heading, else it stays.
function placeFocus(focused, arrives) {
  if (arrives) scrollTo(0, 0);
  const heading = arrives && document.querySelector('main h1');
  if (focusError('main [data-focus]')) return;
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  } else {
    restore(focused);
  }
}

// Focuses the first error of a refused form, opening the details around it; without one the given element.
function focusError(fallback) {
  const wrong = document.querySelector('main :is([data-fault], .field-wrong, [aria-invalid=true])');
  const fault = wrong?.matches('.field-wrong')
    ? wrong.querySelector('[aria-invalid=true]') ?? wrong.querySelector('input:not([type=hidden]), select, textarea')
    : wrong;
  const first = fault ?? (fallback && document.querySelector(fallback));
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

// A response with another layout: sign-in opens as a page; an error is shown on this page, which keeps what was typed.
function showOther(answer, response, form) {
  if (response.ok) {
    const kept = new URL(response.url).searchParams.get('draft') === 'kept';
    const leaves = document.dispatchEvent(new CustomEvent('waypost:leaving', { cancelable: true, detail: { form, kept } }));
    return leaves ? location.assign(response.url) : say(messages.signedOut);
  }
  const texts = [...answer.querySelectorAll('main h1, main p:not(:has(a))')].map(part => part.textContent.trim().replace(/(?<!\.)$/, '.'));
  say(texts.join(' ') || messages.failed);
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
  const submitter = event.submitter;
  const data = new FormData(form, submitter);
  const url = new URL(submitter?.hasAttribute('formaction') ? submitter.formAction : form.action, location.href);
  if (form.method === 'get') {
    for (const [name, value] of [...data]) if (value === '') data.delete(name);
    url.search = new URLSearchParams(data).toString();
    return void go(url, {}, { typed: form.getAttribute('role') === 'search' });
  }
  go(url, { method: 'post', body: new URLSearchParams(data) }, { form, submitter });
});

document.addEventListener('waypost:refresh', refresh);

// A search follows the typing after a short pause.
let soon;
document.addEventListener('input', event => {
  const form = event.target.form;
  if (!form?.matches('[data-auto]')) return;
  clearTimeout(soon);
  // A response to earlier typing must not replace what is typed now.
  if (running?.reads) running.abort();
  soon = setTimeout(() => form.requestSubmit(), event.target.matches('select') ? 0 : 200);
});

// Back to an earlier address of this page; a jump to a fragment also raises this event and needs nothing.
addEventListener('popstate', () => {
  if (shown !== location.pathname + location.search) location.reload();
});

// A page restored from the back/forward cache may be out of date.
addEventListener('pageshow', event => {
  if (event.persisted) refresh();
});

// A refused form that was not enhanced arrives as a page of its own.
focusError(null);
