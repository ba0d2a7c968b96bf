// Keys, forms without a new page, and what is new. Every page works without this.
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const cards = () => all('.kaart');
const typing = (target) => target?.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable]');
const keysOn = {
  get: () => localStorage.getItem('toetsen') !== 'uit',
  set: (on) => localStorage.setItem('toetsen', on ? 'aan' : 'uit'),
};

// --- the off switch (WCAG 2.1.4) ---
const choice = one('#toetsen-keuze');
if (choice) {
  const box = one('#toetsen-aan');
  choice.hidden = false;
  box.checked = keysOn.get();
  box.addEventListener('change', () => keysOn.set(box.checked));
}

// --- which card the keys are about ---
let at = -1;
let prefix = '';

function stand(index) {
  const list = cards();
  if (list.length === 0) return;
  at = Math.min(Math.max(index, 0), list.length - 1);
  list.forEach((card) => card.removeAttribute('aria-current'));
  list[at].setAttribute('aria-current', 'true');
  one('h3 a, h2 a, .nl-button', list[at])?.focus();
}

const focused = () => cards().findIndex((card) => card.contains(document.activeElement));
const here = () => (focused() >= 0 ? focused() : at);
const current = () => cards()[here()];

function press(key) {
  const target = one(`[data-toets="${key}"]`, current() ?? one('main'));
  if (!target) return;
  const pop = target.closest('details');
  if (pop && target.tagName === 'SUMMARY') {
    pop.open = true;
    one('select, .pop__vak button', pop)?.focus();
  } else {
    target.click();
  }
}

function choose() {
  const box = one('.vink[name=casus]', current() ?? document.body);
  if (box) box.click();
}

function undo() {
  const shown = one('.gedaan [data-toets="z"]');
  const form = one('#ongedaan-laatste');
  if (shown) shown.click();
  else if (form) {
    form.elements.terug.value = location.pathname.startsWith('/casussen/') ? 'casus' : location.pathname + location.search;
    form.requestSubmit();
  }
}

const keys = {
  j: () => stand(here() + 1),
  k: () => stand(here() - 1),
  t: () => press('t'),
  a: () => press('a'),
  l: () => press('l'),
  x: choose,
  s: () => one('#samen button[value=samenvoegen]')?.click(),
  z: undo,
  n: () => {
    const note = one('#notitie');
    if (note) note.focus();
    else one('h3 a', current() ?? document.body)?.click();
  },
  '/': () => (one('#q') ?? one('#zoekveld'))?.focus(),
  '?': () => one('#toetsen')?.showModal(),
  '.': () => { if (!one('#nieuws')?.hidden) one('#nieuws a')?.click(); },
  ArrowRight: () => one('[data-toets="volgende"]')?.click(),
  ArrowLeft: () => one('[data-toets="vorige"]')?.click(),
};
const places = { w: '/wachtrij', o: '/overleg', a: '/afspraken', c: '/cijfers', z: '/zoeken' };

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (key === 'Escape') {
    all('details.pop[open], details.menu[open]').forEach((open) => {
      open.open = false;
      one('summary', open).focus();
    });
    return;
  }
  if (key === 'Enter' && target.matches?.('.pop select')) {
    event.preventDefault();
    one('button', target.form)?.click();
    return;
  }
  if (typing(target) || event.ctrlKey || event.altKey || event.metaKey || !keysOn.get()) return;
  if (one('dialog[open]')) return;
  if (prefix === 'g') {
    prefix = '';
    if (places[key] && one(`a[href="${places[key]}"]`)) location.assign(places[key]);
    return;
  }
  if (key === 'g') {
    prefix = 'g';
    setTimeout(() => { prefix = ''; }, 1500);
    return;
  }
  const action = Object.hasOwn(keys, key) ? keys[key] : null;
  if (!action) return;
  event.preventDefault();
  action();
});

// --- one popover at a time ---
document.addEventListener('click', (event) => {
  all('details.pop[open], details.menu[open]').forEach((open) => {
    if (!open.contains(event.target)) open.open = false;
  });
});

// --- how many are chosen ---
document.addEventListener('change', () => {
  const chosen = all('.vink[name=casus]:checked').length;
  const place = one('#aantal-gekozen');
  if (place) place.textContent = chosen > 0 ? `${chosen} ` : '';
  all('.kaart').forEach((card) => card.classList.toggle('is-gekozen', Boolean(one('.vink[name=casus]:checked', card))));
});

// --- forms of the queue: the card changes at once, the server's page takes its place, the focus goes on ---
async function send(form, submitter) {
  const card = form.closest('.kaart');
  const index = card ? cards().indexOf(card) : here();
  const body = new URLSearchParams(new FormData(form, submitter));
  card?.classList.add('is-bezig');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    show(page, answer.redirected ? answer.url : location.href);
    if (!one('#werkvlak')) {
      one('main').focus();
      window.scrollTo(0, 0);
      return;
    }
    const wanted = one('#nieuws')?.dataset.kaart;
    const restored = wanted ? cards().findIndex((other) => other.dataset.kaart === wanted) : -1;
    if (cards().length > 0) stand(restored >= 0 ? restored : index);
  } catch {
    card?.classList.remove('is-bezig');
    say('Dat lukte niet: er is geen verbinding. Er is niets veranderd.');
  }
}

function show(page, url) {
  const place = window.scrollY;
  document.title = page.title;
  one('main').replaceWith(one('main', page));
  for (const nav of ['.nav', '.onderbalk']) {
    const fresh = one(nav, page);
    if (fresh) one(nav)?.replaceWith(fresh);
  }
  const clean = new URL(url);
  clean.searchParams.delete('gedaan');
  clean.searchParams.delete('melding');
  clean.searchParams.delete('kaart');
  clean.searchParams.delete('overgeslagen');
  history.replaceState(null, '', clean);
  window.scrollTo(0, place);
  at = -1;
  listen();
}

function say(words) {
  const bar = one('#nieuws');
  if (!bar) return;
  one('span', bar).textContent = words;
  bar.hidden = false;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!one('#werkvlak') || form.method !== 'post' || form.closest('.top')) return;
  if (!form.closest('#werkvlak') && form.id !== 'ongedaan-laatste') return;
  event.preventDefault();
  send(form, event.submitter);
});

// --- what is new: a bar; the list never moves by itself ---
let feed = null;

function listen() {
  feed?.close();
  feed = null;
  const bar = one('#nieuws');
  if (!bar?.dataset.sinds || !('EventSource' in window)) return;
  feed = new EventSource(`/wachtrij/live?sinds=${bar.dataset.sinds}`);
  feed.addEventListener('message', (event) => {
    const { nieuw, veranderd, bekeken } = JSON.parse(event.data);
    cards().forEach((card) => card.classList.toggle('is-bekeken', bekeken.includes(card.id.replace('c-', ''))));
    const parts = [];
    if (nieuw > 0) parts.push(nieuw === 1 ? '1 nieuw signaal' : `${nieuw} nieuwe signalen`);
    if (veranderd.length > 0) parts.push(veranderd.length === 1 ? 'er is 1 huishouden veranderd' : `er zijn ${veranderd.length} huishoudens veranderd`);
    if (parts.length === 0) return;
    const words = parts.join(', ');
    if (one('span', bar).textContent !== words) say(words);
    veranderd.forEach((casus) => document.getElementById(`c-${casus}`)?.classList.add('is-veranderd'));
  });
}
window.addEventListener('pagehide', () => feed?.close());
window.addEventListener('pageshow', (event) => { if (event.persisted) listen(); });
listen();

// --- names hidden while projecting; remembered on this device ---
const hide = one('#namen-verbergen');
if (hide) {
  hide.checked = localStorage.getItem('namen') !== 'tonen';
  hide.addEventListener('change', () => localStorage.setItem('namen', hide.checked ? 'weg' : 'tonen'));
}
one('[data-afdrukken]')?.removeAttribute('hidden');
document.addEventListener('click', (event) => { if (event.target.closest('[data-afdrukken]')) window.print(); });

// --- who else has this household open ---
let together = null;
function look() {
  const place = one('#kijkt');
  together?.close();
  if (!place || !('EventSource' in window)) return;
  together = new EventSource(place.dataset.samen);
  together.addEventListener('message', (event) => {
    const { wie, nieuws } = JSON.parse(event.data);
    place.textContent = wie;
    if (nieuws && one('#nieuws span').textContent !== nieuws) say(nieuws);
  });
}

// --- a household is shown anew with what was being typed in its fields ---
const untouched = (field) => (field.options
  ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
  : field.defaultValue);

async function anew(href) {
  try {
    const answer = await fetch(href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!one('#kijkt', page)) throw new Error('no household');
    const typed = all('main textarea[id], main select[id], main input[id]:not([type=hidden])')
      .filter((field) => field.value !== untouched(field)).map((field) => [field.id, field.value]);
    show(page, answer.url);
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      for (let box = field.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
    }
    one('main').focus({ preventScroll: true });
    look();
  } catch {
    say('Dat lukte niet. Bewaar eerst wat u schreef en open het huishouden opnieuw.');
  }
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('#nieuws a');
  if (!link || !one('#kijkt') || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  anew(link.href);
});
window.addEventListener('pagehide', () => together?.close());
window.addEventListener('pageshow', (event) => { if (event.persisted) look(); });
look();
