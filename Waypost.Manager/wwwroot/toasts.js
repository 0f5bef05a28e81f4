// A message disappears after a while; a refusal (data-stays) stays until it is dismissed. No message disappears while the
// pointer or the focus is on it, or while the page is hidden (WCAG 2.2.1).
const shortDelay = 8_000;
// Long enough to read, think and reach Undo.
const longDelay = 20_000;
const region = document.getElementById('toasts');
let timer;
let pressed = null;

function show() {
  if (toast()) place();
  wait();
}

function wait() {
  clearTimeout(timer);
  if (!toast() || 'stays' in toast().dataset || document.hidden || region.matches(':hover, :focus-within')) return;
  timer = setTimeout(() => region.replaceChildren(), toast().querySelector('form') ? longDelay : shortDelay);
}

const toast = () => region.querySelector('.toast');

// At the bottom of the window, or at the top if it would cover what it is about.
function place() {
  region.dataset.at = 'foot';
  const control = subject();
  if (!control || !covers(control)) return;
  region.dataset.at = 'head';
  if (covers(control)) region.dataset.at = 'foot';
}

// The row, or else the control, that was pressed; the response may have replaced it.
function subject() {
  const control = pressed?.isConnected ? pressed : pressed?.id ? document.getElementById(pressed.id) : null;
  return control?.closest('tr, li') ?? control;
}

function covers(element) {
  const [mine, its] = [toast().getBoundingClientRect(), element.getBoundingClientRect()];
  return mine.top < its.bottom && its.top < mine.bottom && mine.left < its.right && its.left < mine.right;
}

function dismiss() {
  const held = region.matches(':focus-within');
  region.replaceChildren();
  if (held) (subject()?.querySelector('button:enabled, a') ?? document.getElementById('main')).focus({ preventScroll: true });
}

if (region) {
  document.addEventListener('submit', event => { if (!region.contains(event.target)) pressed = event.submitter; }, true);
  document.addEventListener('click', event => { if (event.target.closest('[data-dismiss]')) dismiss(); });
  for (const change of ['pointerover', 'pointerout', 'focusin', 'focusout', 'keyup']) region.addEventListener(change, wait);
  document.addEventListener('visibilitychange', wait);
  new MutationObserver(show).observe(region, { childList: true });
  show();
}
