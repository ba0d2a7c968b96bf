// Keys, and a bar for what is new. Every page works without this.
const list = () => [...document.querySelectorAll('.kaart')];
const saved = { get: () => localStorage.getItem('toetsen') !== 'uit', set: (on) => localStorage.setItem('toetsen', on ? 'aan' : 'uit') };

// --- the off switch (WCAG 2.1.4) ---
const choice = document.getElementById('toetsen-keuze');
if (choice) {
  const box = document.getElementById('toetsen-aan');
  choice.hidden = false;
  box.checked = saved.get();
  box.addEventListener('change', () => saved.set(box.checked));
}

// --- keys ---
let at = -1;
let prefix = '';

function go(step) {
  const cards = list();
  if (cards.length === 0) return;
  const focused = cards.findIndex((card) => card.contains(document.activeElement));
  at = Math.min(Math.max((focused >= 0 ? focused : at) + step, 0), cards.length - 1);
  cards.forEach((card) => card.removeAttribute('aria-current'));
  cards[at].setAttribute('aria-current', 'true');
  const link = cards[at].querySelector('h3 a, h2 a, .nl-button');
  if (link) link.focus();
}

function act() {
  const scope = list()[at] ?? document;
  const target = scope.querySelector('[data-toets="t"]');
  if (!target) return;
  target.click();
  target.closest('details')?.querySelector('select')?.focus();
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  t: act,
  n: () => {
    const note = document.getElementById('notitie');
    if (note) note.focus();
    else list()[at]?.querySelector('h3 a')?.click();
  },
  '/': () => (document.querySelector('#q') ?? document.getElementById('zoekveld'))?.focus(),
  '?': () => document.getElementById('toetsen')?.showModal(),
  '.': () => { if (!document.getElementById('nieuws')?.hidden) location.reload(); },
};

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, select, textarea, [contenteditable]');
  if (event.key === 'Escape') {
    document.querySelectorAll('details.pop[open], details.menu[open]').forEach((open) => {
      open.open = false;
      open.querySelector('summary').focus();
    });
    return;
  }
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !saved.get()) return;
  if (prefix === 'g') {
    prefix = '';
    if (event.key === 'w') location.assign('/wachtrij');
    return;
  }
  if (event.key === 'g') {
    prefix = 'g';
    setTimeout(() => { prefix = ''; }, 1500);
    return;
  }
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// --- one popover at a time ---
document.addEventListener('click', (event) => {
  document.querySelectorAll('details.pop[open], details.menu[open]').forEach((open) => {
    if (!open.contains(event.target)) open.open = false;
  });
});

// --- what is new: a count in a bar; the list never moves by itself ---
const news = document.getElementById('nieuws');
if (news) {
  news.querySelector('a').href = location.href;
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(`/wachtrij/telling?sinds=${news.dataset.sinds}`, { redirect: 'error' });
    if (!answer.ok) return;
    const { nieuw } = await answer.json();
    if (nieuw < 1) return;
    const words = nieuw === 1 ? '1 nieuw signaal' : `${nieuw} nieuwe signalen`;
    const place = news.querySelector('span');
    if (place.textContent !== words) place.textContent = words;
    news.hidden = false;
  };
  setInterval(() => ask().catch(() => {}), 20000);
}
