// A job in progress (data-follow): its part of the page is reloaded until it ends, then the whole page, unless the user is
// typing or has something open. Without this script a link and a meta element do it.
const pause = 1500;
// Background requests are not traced (W3C trace context, flags 00), and they take no toast.
const untraced = `00-${'1'.padStart(32, '0')}-${'1'.padStart(16, '0')}-00`;
let soon;
let typed = false;

document.addEventListener('input', event => { typed ||= !!event.target.closest('main form'); });
document.addEventListener('waypost:swapped', () => {
  typed = false;
  watch();
});
document.addEventListener('click', event => {
  if (!event.target.closest('[data-show]')) return;
  event.preventDefault();
  document.dispatchEvent(new CustomEvent('waypost:refresh'));
});

function watch() {
  clearTimeout(soon);
  if (document.querySelector('[data-follow]')) soon = setTimeout(look, pause);
}

async function look() {
  try {
    if (!document.hidden && follow(await fresh())) return;
  } catch {
    // The manager is not responding: try again.
  }
  watch();
}

async function fresh() {
  const headers = { accept: 'text/html', traceparent: untraced, 'waypost-background': '1' };
  const response = await fetch(location.href, { headers, credentials: 'same-origin' });
  return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
}

// True once there is nothing left to follow.
function follow(answer) {
  if (!answer) return false;
  let over = false;
  for (const part of document.querySelectorAll('[data-follow]')) {
    const now = answer.getElementById(part.id);
    if (now?.matches('[data-follow]')) part.replaceChildren(...now.childNodes);
    else over = true;
  }
  if (!over) return false;
  if (typed || document.querySelector('main :popover-open, dialog[open]')) offer();
  else document.dispatchEvent(new CustomEvent('waypost:refresh'));
  return true;
}

function offer() {
  for (const part of document.querySelectorAll('[data-follow]')) {
    const link = document.createElement('a');
    link.href = location.href;
    link.dataset.show = '';
    link.textContent = 'Finished: show the result';
    part.replaceChildren(link);
    delete part.dataset.follow;
  }
}

watch();
