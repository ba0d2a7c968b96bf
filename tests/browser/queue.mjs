// A morning at the queue by keys only, undone with z, and seen by a second browser.
import assert from 'node:assert/strict';

export async function queue({ browser, step, base, state }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: state, locale: 'nl-NL' });
  const page = await context.newPage();
  const other = await context.newPage();
  const toDivide = async () => Number(await page.locator('.tabs a b').first().innerText());
  const done = async (words) => {
    await page.locator('.gedaan', { hasText: words }).waitFor({ timeout: 5000 });
  };
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await page.goto(`${base}/wachtrij`);
  await other.goto(`${base}/wachtrij`);
  const before = await toDivide();

  await step('the menus of a card are as wide as their buttons, at 1280 and at 390 pixels', async () => {
    const menus = await context.newPage();
    for (const width of [1280, 390]) {
      await menus.setViewportSize({ width, height: 900 });
      await menus.goto(`${base}/wachtrij`);
      for (const words of ['Toewijzen', 'Later']) {
        const summary = menus.locator(`.kaart summary:text-is("${words}")`).first();
        await summary.click();
        for (const button of await summary.locator('..').locator('form button').all()) {
          const { width: room } = await button.boundingBox();
          assert.ok(room > 200, `${words} at ${width}: a button of ${Math.round(room)} pixels`);
        }
      }
      assert.equal(await menus.evaluate(() => document.documentElement.scrollWidth), width);
    }
    await menus.close();
  });
  await step('keys: t and Enter assign the first household, and the focus is on the next', async () => {
    await press('j', 't', 'Enter');
    await done('Toegewezen aan');
    assert.equal(await toDivide(), before - 1);
    assert.ok(await page.locator('.kaart').first().evaluate((card) => card.contains(document.activeElement)));
  });
  await step('keys: l and Enter put the next off until tomorrow', async () => {
    await press('l', 'Enter');
    await done('Uitgesteld tot');
    assert.equal(await toDivide(), before - 2);
  });
  await step('keys: a puts one on the agenda, in one stroke', async () => {
    await press('a');
    await done('Op de agenda');
  });
  await step('keys: z undoes the three, one after the other', async () => {
    for (let left = 3; left > 0; left -= 1) {
      const answered = page.waitForResponse((answer) => answer.url().includes('melding=ongedaan'));
      await press('z');
      await answered;
      await done('Ongedaan gemaakt');
      await page.waitForTimeout(60);
    }
    assert.equal(await toDivide(), before);
  });
  await step('keys: twenty households are triaged without a mouse, three strokes each at most', async () => {
    const actions = [['t', 'Enter'], ['l', 'Enter'], ['t', 'f', 'Enter'], ['a'], ['j', 'a']];
    for (let item = 0; item < 20; item += 1) {
      const answered = page.waitForResponse((answer) => answer.request().method() === 'GET' && answer.url().includes('/wachtrij?'));
      await press(...actions[item % actions.length]);
      await answered;
      await page.waitForTimeout(60);
    }
    assert.ok(await toDivide() <= before - 12, `${await toDivide()} of ${before} are left`);
  });
  await step('two browsers: the second is told, and its list stays where it is', async () => {
    const first = await other.locator('.kaart h3').first().innerText();
    await other.locator('#nieuws:not([hidden])').waitFor({ timeout: 8000 });
    assert.match(await other.locator('#nieuws').innerText(), /veranderd/);
    assert.equal(await other.locator('.kaart h3').first().innerText(), first);
  });
  await step('two browsers: who saves over a newer state is told so, and nothing is lost', async () => {
    const changed = other.locator('.kaart.is-veranderd').filter({ has: other.locator('[data-toets="l"]') }).first();
    await changed.locator('summary[data-toets="l"]').click();
    await changed.getByRole('button', { name: 'Over een week' }).click();
    await other.locator('h1', { hasText: 'Iemand was u voor' }).waitFor({ timeout: 5000 });
  });
  await step('keys can be switched off', async () => {
    await page.goto(`${base}/wachtrij`);
    await page.locator('.menu summary').click();
    await page.locator('#toetsen-aan').uncheck();
    await page.locator('h1').click();
    await press('j');
    assert.equal(await page.locator('.kaart[aria-current]').count(), 0);
    await page.evaluate(() => localStorage.clear());
  });
  await step('x chooses two, and both go on the agenda at once', async () => {
    await page.goto(`${base}/wachtrij?weergave=alles`);
    await press('j', 'x', 'j', 'x');
    assert.match(await page.locator('.samen p').innerText(), /2 gekozen/i);
    await page.locator('.samen button[value=agenda]').click();
    await done('2 keer');
    await press('z');
    await done('Ongedaan gemaakt');
  });
  await context.close();

  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: state, locale: 'nl-NL' });
  const bare = await plain.newPage();
  await step('without script: a household is put off from the queue, and that is undone', async () => {
    await bare.goto(`${base}/wachtrij?weergave=alles&volgorde=meeste`);
    const card = bare.locator('.kaart').filter({ has: bare.locator('summary[data-toets="l"]') }).first();
    await card.locator('summary[data-toets="l"]').click();
    await card.getByRole('button', { name: 'Over een week' }).click();
    assert.match(await bare.locator('.gedaan').innerText(), /Uitgesteld tot/);
    await bare.getByRole('button', { name: 'Ongedaan maken' }).click();
    assert.match(await bare.locator('.gedaan').innerText(), /Ongedaan gemaakt/);
  });
  await step('without script: two are chosen and put on the agenda', async () => {
    await bare.goto(`${base}/wachtrij?weergave=alles`);
    await bare.locator('.kaart .vink').nth(0).check();
    await bare.locator('.kaart .vink').nth(1).check();
    await bare.locator('.samen button[value=agenda]').click();
    assert.match(await bare.locator('.gedaan').innerText(), /2 keer/);
  });
  await plain.close();
}
