// Other people than the projectleider: who comes in, what each of them sees, and the pages before a login.
import assert from 'node:assert/strict';

export async function people({ browser, step, base, state, out, violations }) {
  const office = await browser.newContext({ storageState: state, locale: 'nl-NL' });
  const page = await office.newPage();

  // The one-time link of somebody new with this role.
  async function invite(name, email, role) {
    await page.goto(`${base}/beheer`);
    await page.getByLabel('Naam', { exact: true }).fill(name);
    await page.getByLabel('E-mailadres', { exact: true }).fill(email);
    await page.getByRole('region', { name: 'Medewerker toevoegen' }).getByLabel('Rol').selectOption(role);
    await page.getByRole('button', { name: 'Toevoegen' }).click();
    return page.locator('code.link').innerText();
  }

  // What somebody keeps who came in by a link.
  async function enter(way) {
    const context = await browser.newContext({ locale: 'nl-NL' });
    const own = await context.newPage();
    await own.goto(way);
    await own.locator('main form button').first().click();
    await own.waitForURL((url) => !url.pathname.startsWith('/eenmalig'));
    const kept = await context.storageState();
    const home = new URL(own.url()).pathname;
    await context.close();
    return { kept, home };
  }

  async function everywhere(who, kept, paths) {
    for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
      const checked = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, storageState: kept, bypassCSP: true, locale: 'nl-NL' });
      const probe = await checked.newPage();
      for (const path of paths) {
        await step(`axe: ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/eenmalig\/.*/, 'eenmalig/…')} for ${who} at ${width}, ${scheme}`, async () => {
          await probe.goto(base + path);
          assert.deepEqual(await violations(probe), []);
          const overflow = await probe.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `${overflow} pixels too wide`);
          if (scheme === 'light') await probe.screenshot({ path: `${out}/${who}-${path.split('/')[1]}-${width}.png`, fullPage: true });
        });
      }
      await checked.close();
    }
  }

  let casus;
  await step('the projectleider asks the gebiedsregisseur for help with a household', async () => {
    await page.goto(`${base}/wachtrij?weergave=alles`);
    await page.locator('.kaart h3 a').nth(2).click();
    casus = new URL(page.url()).pathname;
    await page.locator('summary', { hasText: 'Meer' }).click();
    await page.locator('form[action$="/opschalen"] [name=tekst]').fill('De woningcorporatie beweegt niet.');
    await page.locator('form[action$="/opschalen"] button').click();
    assert.match(await page.locator('.gedaan').innerText(), /gebiedsregisseur/i);
  });

  const area = await enter(await invite('Noor Hidding', 'noor@wijkteam.example', 'gebiedsregisseur'));
  await everywhere('gebiedsregisseur', area.kept, ['/gebied', '/cijfers', casus, '/wachtrij']);
  await step('the gebiedsregisseur begins with the teams, decides, and gives the household back', async () => {
    assert.equal(area.home, '/gebied');
    const context = await browser.newContext({ storageState: area.kept, javaScriptEnabled: false, locale: 'nl-NL' });
    const noor = await context.newPage();
    await noor.goto(`${base}/gebied`);
    assert.match(await noor.locator('table').innerText(), /Parkwijk/);
    await noor.getByLabel('Wat besloot u?').fill('Ik bel de corporatie vandaag.');
    await noor.getByRole('button', { name: 'Terug naar het team' }).click();
    assert.match(await noor.locator('main').innerText(), /niets naar u opgeschaald/);
    await context.close();
    await page.goto(base + casus);
    assert.match(await page.locator('main').innerText(), /Ik bel de corporatie vandaag/);
  });

  const fg = await enter(await invite('Sietse Mulder', 'sietse@wijkteam.example', 'fg'));
  await everywhere('fg', fg.kept, ['/logboek', '/cijfers']);
  await step('the privacy officer sees who did what, and no household', async () => {
    assert.equal(fg.home, '/logboek');
    const context = await browser.newContext({ storageState: fg.kept, locale: 'nl-NL' });
    const sietse = await context.newPage();
    await sietse.goto(`${base}/logboek`);
    assert.match(await sietse.locator('main').innerText(), /Casus opgeschaald|Medewerker toegevoegd/);
    assert.equal((await sietse.goto(base + casus)).status(), 403);
    await context.close();
  });

  const member = await enter(await invite('Tess Veldkamp', 'tess@wijkteam.example', 'teamlid'));
  await everywhere('teamlid', member.kept, ['/wachtrij', '/afspraken', casus, '/beheer']);

  const way = new URL(await invite('Wout Post', 'wout@wijkteam.example', 'beheerder')).pathname;
  await everywhere('niemand', undefined, ['/inloggen', way, '/eenmalig/al-gebruikt', '/geen-pagina', '/toegankelijkheid']);
  await step('a wrong password is told in words, and what was typed is still there', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'nl-NL' });
    const stranger = await context.newPage();
    await stranger.goto(`${base}/inloggen`);
    await stranger.getByLabel('E-mailadres').fill('joke@wijkteam.example');
    await stranger.getByLabel('Wachtwoord').fill('dit is het niet');
    await stranger.getByRole('button', { name: 'Inloggen' }).click();
    assert.match(await stranger.getByRole('alert').innerText(), /klopt niet/);
    assert.equal(await stranger.getByLabel('E-mailadres').inputValue(), 'joke@wijkteam.example');
    await context.close();
  });
  await office.close();
}
