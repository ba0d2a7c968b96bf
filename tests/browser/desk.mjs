// The desk and the form as people use them. One story, in order; each step says what it expects.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { meeting } from './meeting.mjs';
import { people } from './people.mjs';
import { queue } from './queue.mjs';
import { rules } from './rules.mjs';

const [link, out] = process.argv.slice(2);
const base = new URL(link).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-quic'],
});
let passed = 0;
let failed = 0;
async function step(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.message ?? error).split('\n').slice(0, 6).join('\n     ')}`);
  }
}

async function violations(page) {
  // bypassCSP is on in this context alone: axe is a script, and our pages allow none but their own.
  await page.evaluate(axe);
  const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html.slice(0, 120)}`);
}

const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'nl-NL' });
const page = await context.newPage();
const complaints = [];
page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });

await step('the one-time link opens the queue, and looking at it does not use it up', async () => {
  await page.goto(link);
  await page.reload();
  await page.locator('main form button').first().click();
  await page.waitForURL('**/wachtrij*');
  assert.match(await page.locator('h1').innerText(), /Wachtrij/);
});

await step('the queue shows households with their address, urgency in words, and who said so', async () => {
  const text = await page.locator('main').innerText();
  for (const expected of ['Spoed', 'Krabbenscheerstraat 12', 'Pijlkruidhof 7', 'Meldpunt']) {
    assert.ok(text.includes(expected), `${expected} is not on the queue`);
  }
  await page.screenshot({ path: `${out}/wachtrij-1280.png` });
  await page.screenshot({ path: `${out}/wachtrij-1280-heel.png`, fullPage: true });
});

await step('j and Enter open the first household', async () => {
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/casussen/*');
  await page.screenshot({ path: `${out}/casus-1280.png`, fullPage: true });
});

await step('a note stays', async () => {
  await page.locator('textarea').first().fill('Gebeld met de school; morgen huisbezoek.');
  await page.locator('form:has(textarea) button').first().click();
  await page.waitForLoadState();
  assert.ok((await page.locator('main').innerText()).includes('morgen huisbezoek'));
});

await step('no page broke its own content security policy', async () => {
  assert.deepEqual(complaints, []);
});

const casus = new URL(page.url()).pathname;
await page.goto(`${base}/voorstellen`);
const vergelijk = await page.locator('a[href^="/samenvoegen/"]').first().getAttribute('href');
await page.goto(`${base}/overleg`);
await page.getByRole('button', { name: 'Start overleg' }).click();
const state = await context.storageState();
for (const width of [1280, 390]) {
  for (const scheme of ['light', 'dark']) {
    const checked = await browser.newContext({
      viewport: { width, height: 900 }, colorScheme: scheme, storageState: state, bypassCSP: true, locale: 'nl-NL',
    });
    const probe = await checked.newPage();
    for (const path of ['/wachtrij', '/wachtrij?weergave=alles', '/wachtrij?weergave=afgesloten', casus,
      casus.replace('casussen', 'splitsen'), casus.replace('casussen', 'samenvoegen'), `${casus}/terugkoppelen`, vergelijk,
      '/tweede-stap', `${casus}/afschermen`, '/invoeren', '/overleg', '/overleg/nu', '/afspraken', '/afspraken?van=team', '/wachtbak', '/taken', '/voorstellen', '/cijfers', '/cijfers/rapport?periode=12-weken', '/beheer', '/beheer/regels', '/beheer/voordeuren', '/beheer/voordeuren/cjg', '/beheer/teksten', '/beheer/bewaren', '/logboek', '/zoeken',
      '/toegankelijkheid', '/melden', '/melden/scholen']) {
      await step(`axe: ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')} at ${width}, ${scheme}`, async () => {
        await probe.goto(base + path);
        assert.deepEqual(await violations(probe), []);
        const overflow = await probe.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        if (scheme === 'light' || path === '/wachtrij') {
          const name = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'een').replaceAll(/[^a-z]/g, '_').replace(/^_/, '');
          await probe.screenshot({ path: `${out}/${name}-${width}-${scheme}.png` });
        }
      });
    }
    await checked.close();
  }
}

// A municipality's theme, laid over our style as `desk.theme` does.
const purple = readFileSync(new URL('thema.css', import.meta.url), 'utf8');
for (const scheme of ['light', 'dark']) {
  const themed = await browser.newContext({
    viewport: { width: 1280, height: 900 }, colorScheme: scheme, storageState: state, bypassCSP: true, locale: 'nl-NL',
  });
  const probe = await themed.newPage();
  for (const path of ['/wachtrij', casus, '/overleg', '/cijfers', '/beheer/voordeuren', '/melden']) {
    await step(`theme: axe finds nothing on ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}, ${scheme}`, async () => {
      await probe.goto(base + path);
      await probe.addStyleTag({ content: purple });
      assert.deepEqual(await violations(probe), []);
      if (path === '/wachtrij') await probe.screenshot({ path: `${out}/thema-${scheme}.png` });
    });
  }
  await themed.close();
}

await step('two browsers see each other look at a household', async () => {
  await page.goto(`${base}/beheer`);
  await page.getByLabel('Naam', { exact: true }).fill('Bram Kooistra');
  await page.getByLabel('E-mailadres', { exact: true }).fill('bram@wijkteam.example');
  await page.getByRole('region', { name: 'Medewerker toevoegen' }).getByLabel('Rol').selectOption('teamlid');
  await page.getByRole('button', { name: 'Toevoegen' }).click();
  const way = await page.locator('code.link').innerText();
  const elsewhere = await browser.newContext({ locale: 'nl-NL' });
  const bram = await elsewhere.newPage();
  await bram.goto(way);
  await bram.locator('main form button').first().click();
  await bram.waitForURL('**/wachtrij*');
  await page.goto(base + casus);
  await bram.goto(base + casus);
  await page.getByText('Bram Kooistra bekijkt dit ook').waitFor({ timeout: 15000 });
  await bram.getByText(/bekijkt dit ook/).waitFor({ timeout: 15000 });
  await elsewhere.close();
  await page.getByText('Bram Kooistra bekijkt dit ook').waitFor({ state: 'hidden', timeout: 30000 });
});

const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'nl-NL' });
const form = await plain.newPage();
await step('the form without script: an empty one says what is missing', async () => {
  await form.goto(`${base}/melden`);
  await form.locator('form button[type=submit]').first().click();
  assert.match(await form.title(), /^Fout/);
});
await step('the form without script: a report gets a number and no word about the household', async () => {
  await form.locator('textarea').first().fill('De buurman van Lisdoddeplein 3 komt al weken niet buiten.');
  await form.locator('form button[type=submit]').first().click();
  const text = await form.locator('main').innerText();
  assert.match(text, /VD-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  assert.doesNotMatch(text, /bekend|al gemeld|eerder/i);
});
await step('the queue without script: a household can be assigned', async () => {
  const desk = await browser.newContext({ javaScriptEnabled: false, storageState: state, locale: 'nl-NL' });
  const queue = await desk.newPage();
  await queue.goto(`${base}${casus}`);
  const select = queue.locator('form[action$="/toewijzen"] select').first();
  if (!(await select.isVisible())) await queue.locator('details:has(form[action$="/toewijzen"]) summary').first().click();
  await select.selectOption(await select.locator('option', { hasText: 'Fatma Yildiz' }).getAttribute('value'));
  await queue.locator('form[action$="/toewijzen"] button').first().click();
  assert.ok((await queue.locator('main').innerText()).includes('Fatma Yildiz'));
});

await queue({ browser, step, base, state });
await meeting({ browser, step, base, state, out });
await people({ browser, step, base, state, out, violations });
await rules({ browser, step, base, state, out, violations });

await browser.close();
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
