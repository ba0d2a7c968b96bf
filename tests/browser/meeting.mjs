// Agreements, the overleg, its paper, merging and the terugkoppeling, as the projectleider does them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export async function meeting({ browser, step, base, state, out }) {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? '' : ', without script';
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 }, storageState: state, locale: 'nl-NL' });
    const page = await context.newPage();
    const tomorrow = new Date(Date.now() + 36 * 3600 * 1000).toISOString().slice(0, 10);

    await step(`an agreement is made in the household${how}`, async () => {
      await page.goto(`${base}/wachtrij?weergave=alles`);
      await page.locator('.kaart h3 a').nth(4).click();
      await page.locator('summary', { hasText: 'Afspraak maken' }).click();
      await page.locator('#afspraak-wat').fill('Aanbellen met de thuiszorg');
      await page.locator('#afspraak-dag').fill(tomorrow);
      await page.getByRole('button', { name: 'Afspreken' }).click();
      assert.match(await page.locator('.gedaan').innerText(), /Afspraak: Aanbellen/);
    });
    await step(`what it would look like is shown before a terugkoppeling goes${how}`, async () => {
      await page.goto(`${base}/wachtrij?weergave=alles&volgorde=meeste`);
      await page.locator('.kaart h3 a').nth(javaScriptEnabled ? 0 : 1).click();
      await page.locator('a', { hasText: 'Terugkoppelen' }).first().click();
      await page.getByRole('button', { name: 'Laat de tekst zien' }).click();
      assert.match(await page.locator('.brief').first().innerText(), /Wij hebben uw signaal besproken/);
      assert.doesNotMatch(await page.locator('.brief').allInnerTexts().then((all) => all.join(' ')), /straat|plein|laan|hof \d/);
      await page.getByRole('button', { name: 'Versturen' }).click();
      assert.match(await page.locator('.gedaan').innerText(), /De melders horen het/);
    });
    await step(`a call is entered and has its number${how}`, async () => {
      await page.goto(`${base}/invoeren`);
      await page.locator('#straat').fill('Pijlkruidhof');
      await page.locator('#huisnummer').fill('7');
      await page.locator('#postcode').fill('9675 XC');
      await page.locator('#wat').fill('De buurvrouw belde: het licht is al dagen uit.');
      await page.getByRole('button', { name: 'Bewaren' }).click();
      assert.match(await page.locator('main').innerText(), /VD-[0-9A-Z]{4}-[0-9A-Z]{4}/);
      await page.getByRole('link', { name: 'Open het huishouden' }).click();
      assert.match(await page.locator('h1').innerText(), /Pijlkruidhof 7/);
    });
    await step(`the overleg goes household by household, and what was not discussed returns${how}`, async () => {
      await page.goto(`${base}/overleg`);
      await page.getByRole('button', { name: 'Start overleg' }).or(page.getByRole('link', { name: 'Verder met het overleg' })).click();
      await page.locator('#tekst').fill('Wij bellen vandaag');
      await page.getByRole('button', { name: 'Besproken', exact: true }).click();
      await page.getByRole('button', { name: 'Volgende keer' }).click();
      await page.goto(`${base}/overleg/nu?einde=ja`);
      if (javaScriptEnabled) await page.screenshot({ path: `${out}/overleg-sluiten.png` });
      await page.getByRole('button', { name: 'Sluit overleg' }).click();
      assert.match(await page.locator('.gedaan').innerText(), /gesloten/);
      await page.getByRole('link', { name: /Verslag van/ }).first().click();
      assert.match(await page.locator('main').innerText(), /Wij bellen vandaag/);
    });
    await context.close();
  }

  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: state, locale: 'nl-NL' });
  const page = await context.newPage();
  await step('an open household tells that a signal came, and is shown anew with what was being typed', async () => {
    const call = async (tab, words) => {
      await tab.goto(`${base}/invoeren`);
      for (const [field, value] of [['straat', 'Pijlkruidhof'], ['huisnummer', '7'], ['postcode', '9675 XC'], ['wat', words]]) {
        await tab.locator(`#${field}`).fill(value);
      }
      await tab.getByRole('button', { name: 'Bewaren' }).click();
    };
    await call(page, 'Het licht is nog steeds uit.');
    await page.getByRole('link', { name: 'Open het huishouden' }).click();
    await page.locator('#notitie').fill('Wij gaan er vandaag');
    await page.locator('summary', { hasText: 'Afspraak maken' }).click();
    await page.locator('#afspraak-wat').fill('Aanbellen');
    assert.ok(await page.locator('#nieuws').isHidden());
    const other = await context.newPage();
    await call(other, 'De overburen bellen ook: er brandt geen licht.');
    await other.close();
    await page.locator('#nieuws:not([hidden])').waitFor({ timeout: 9000 });
    assert.match(await page.locator('#nieuws').innerText(), /Er kwam een signaal bij\.\s*Laad de pagina opnieuw/);
    assert.equal(await page.locator('#notitie').inputValue(), 'Wij gaan er vandaag');
    await page.locator('#nieuws a').click();
    await page.locator('.ev__tekst', { hasText: 'er brandt geen licht' }).waitFor({ timeout: 5000 });
    assert.ok(await page.locator('#nieuws').isHidden());
    assert.equal(await page.locator('#notitie').inputValue(), 'Wij gaan er vandaag');
    assert.equal(await page.locator('#afspraak-wat').inputValue(), 'Aanbellen');
    assert.ok(await page.locator('#afspraak-wat').isVisible());
  });
  await step('two households are merged from the queue with x and s, and the merge is taken back', async () => {
    await page.goto(`${base}/wachtrij?weergave=alles&volgorde=nieuwste`);
    for (const key of ['j', 'j', 'j', 'x', 'j', 'x', 's']) await page.keyboard.press(key);
    await page.locator('h1', { hasText: 'Zijn dit dezelfde mensen?' }).waitFor({ timeout: 5000 });
    await page.goto(page.url());
    await page.getByRole('button', { name: 'Ja, voeg samen' }).click();
    assert.match(await page.locator('.gedaan').innerText(), /samengevoegd/);
    await page.keyboard.press('z');
    await page.locator('.gedaan', { hasText: 'Ongedaan gemaakt' }).waitFor({ timeout: 5000 });
  });
  await step('the agenda hides texts until asked, and prints on A4', async () => {
    await page.goto(`${base}/overleg`);
    assert.equal(await page.locator('.blad .naam:visible').count(), 0);
    await page.locator('#namen-verbergen').uncheck();
    assert.ok(await page.locator('.blad .naam:visible').count() > 0);
    await page.pdf({ path: `${out}/agenda.pdf`, preferCSSPageSize: true });
    const pdf = readFileSync(`${out}/agenda.pdf`, 'latin1');
    const box = pdf.match(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/);
    assert.ok(box && Math.abs(box[1] - 595) < 2 && Math.abs(box[2] - 842) < 2, `not A4: ${box?.[0]}`);
    assert.ok((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length <= 5, 'too many pages');
    await page.locator('#namen-verbergen').check();
  });
  await step('names stand behind a button', async () => {
    await page.goto(`${base}/wachtrij?weergave=alles&volgorde=meeste`);
    await page.locator('.kaart h3 a').first().click();
    assert.match(await page.locator('.rail').innerText(), /naam verborgen/);
    await page.getByRole('button', { name: 'Toon naam' }).click();
    assert.doesNotMatch(await page.locator('.rail').innerText(), /naam verborgen/);
  });
  for (const [width, zoom] of [[320, 1], [640, 2]]) {
    await step(`nothing is lost at ${width} pixels and ${zoom * 100}% text`, async () => {
      await page.setViewportSize({ width, height: 900 });
      for (const path of ['/wachtrij', '/overleg', '/afspraken?van=team', '/invoeren', '/taken']) {
        await page.goto(base + path);
        if (zoom !== 1) await page.addStyleTag({ content: `html{font-size:${zoom * 100}%}` }).catch(() => {});
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${path}: ${over} pixels too wide`);
      }
    });
  }
  await step('in forced colours every card and tag keeps its border', async () => {
    const forced = await browser.newContext({ forcedColors: 'active', storageState: state, viewport: { width: 1280, height: 900 } });
    const tab = await forced.newPage();
    await tab.goto(`${base}/wachtrij?weergave=alles`);
    const border = await tab.locator('.kaart').first().evaluate((card) => getComputedStyle(card).borderTopWidth);
    assert.notEqual(border, '0px');
    await tab.screenshot({ path: `${out}/wachtrij-kleuren.png` });
    await forced.close();
  });
  await context.close();
}
