// What went well is said for a while and then leaves; what was refused (data-stays) is there until somebody dismisses it.
// Nothing leaves while it is pointed at, holds the focus, or nobody looks at the page (WCAG 2.2.1).
const shortly = 8_000;
// Long enough to read, think and reach Undo.
const longer = 20_000;
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
  timer = setTimeout(() => region.replaceChildren(), toast().querySelector('form') ? longer : shortly);
}

const toast = () => region.querySelector('.toast');

// At the foot of the window; at its head if what it speaks of is at the foot.
function place() {
  region.dataset.at = 'foot';
  const spoken = subject();
  if (!spoken || !covers(spoken)) return;
  region.dataset.at = 'head';
  if (covers(spoken)) region.dataset.at = 'foot';
}

// The row, or else the control, of what was pressed; the answer may have brought a new one.
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
