// Unsaved input survives the response to another form of the page, and leaving the page asks for confirmation.
let kept = [];
let sent = null;
let leaving = false;

const forms = () => [...document.querySelectorAll('#main form')].filter(form => form.method === 'post');
const nameOf = form => form.id || (form.elements.namedItem('_handler')?.value ?? '');
// A typed confirmation does not count: it has to be typed again anyway.
const ignored = ['hidden', 'submit', 'button', 'fieldset'];
const fields = form => [...form.elements].filter(field => field.name && field.name !== 'confirm' && !ignored.includes(field.type));
const lines = text => text.replace(/\r\n?/g, '\n');
const chosen = select => [...select.options].findLast(option => option.defaultSelected) ?? select.options[0];

function saved(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.defaultChecked;
  return field.type === 'select-one' ? chosen(field)?.value : lines(field.defaultValue);
}

function now(field) {
  return field.type === 'checkbox' || field.type === 'radio' ? field.checked : lines(field.value);
}

const changed = form => fields(form).filter(field => now(field) !== saved(field));
// The server marks restored input with data-unsaved.
const dirty = form => form.matches('[data-unsaved]') || changed(form).length > 0;
const unsaved = () => document.querySelector('#main [data-unsaved]') !== null || forms().some(dirty);

const state = field => ({ name: field.name, value: field.value, now: now(field), saved: saved(field) });
const same = (field, one) => field.name === one.name && (field.type !== 'radio' && field.type !== 'checkbox' || field.value === one.value);

document.addEventListener('waypost:swapping', ({ detail }) => {
  const work = form => ({
    name: nameOf(form),
    revision: form.elements.namedItem('revision')?.value,
    all: fields(form).map(state),
    changed: changed(form).map(state),
  });
  kept = detail.arrives ? [] : forms().filter(form => form !== detail.form && dirty(form)).map(work);
  sent = detail.form?.isConnected && dirty(detail.form) ? work(detail.form) : null;
});

document.addEventListener('waypost:swapped', ({ detail }) => {
  for (const work of kept) restoreInput(work);
  const form = detail.refused && sent && forms().find(one => nameOf(one) === sent.name);
  if (form && fields(form).some(field => sent.changed.some(one => same(field, one) && now(field) === one.now))) form.dataset.unsaved = '';
  kept = [];
  sent = null;
});

function restoreInput({ name, revision, all, changed }) {
  const form = forms().find(one => nameOf(one) === name);
  if (!form) return;
  const fresh = fields(form);
  // Someone else saved other values in the meantime: the old revision makes the server report the conflict.
  const theirs = all.some(one => fresh.some(field => same(field, one) && saved(field) !== one.saved));
  if (theirs && revision !== undefined) form.elements.namedItem('revision').value = revision;
  for (const one of changed) {
    const field = fresh.find(candidate => same(candidate, one));
    if (!field) continue;
    if (typeof one.now === 'boolean') field.checked = one.now; else field.value = one.now;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

// Before the sign-in page replaces this one: the server kept the input of the posted form, but not of the others.
document.addEventListener('waypost:leaving', event => {
  if (forms().some(form => dirty(form) && !(form === event.detail.form && event.detail.kept))) event.preventDefault(); else leaving = true;
});

document.addEventListener('submit', event => {
  if (!event.defaultPrevented && event.target.method === 'post' && !forms().some(form => form !== event.target && dirty(form))) leaving = true;
});
document.addEventListener('click', event => { if (event.target.closest('[data-leave]')) leaving = true; });
document.addEventListener('input', () => { leaving = false; });
addEventListener('beforeunload', event => { if (!leaving && unsaved()) event.preventDefault(); });
