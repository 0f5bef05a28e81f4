// Work that is under way (data-follow): its part of the page is asked for again until it is over; then the whole page takes
// its new shape, unless somebody is typing or has something open. Without this script a link and a meta element do it.
const pause = 1500;
// A trace that nobody records (W3C trace context, flags 00): nobody asked for these requests. So they take no toast with them either.
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
    // The manager is away: it is asked again.
  }
  watch();
}

async function fresh() {
  const response = await fetch(location.href, { headers: { accept: 'text/html', traceparent: untraced, 'waypost-background': '1' }, credentials: 'same-origin' });
  return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
}

// True once there is nothing left to wait for.
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
    link.textContent = 'It is done: show it';
    part.replaceChildren(link);
    delete part.dataset.follow;
  }
}

watch();
