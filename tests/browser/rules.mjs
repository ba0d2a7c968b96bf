// Rules at the desk, without script: a mistake is shown with its place, a proposal waits for another pair of eyes.
import assert from 'node:assert/strict';

export async function rules({ browser, step, base, state, out, violations }) {
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: state, locale: 'nl-NL' });
  const page = await plain.newPage();
  const text = page.locator('#tekst');
  await page.goto(`${base}/beheer/regels`);
  const old = await text.inputValue();

  await step('rules: a mistake comes back with line, place and advice, and the text is still there', async () => {
    await text.fill(old.replace('queue = "parkwijk"', 'queue = "parkwyk"'));
    await page.getByRole('button', { name: 'Controleer' }).click();
    const complaint = await page.locator('.klacht').first().innerText();
    assert.match(complaint, /routes\.toml:\d+:\d+/);
    assert.match(complaint, /\^\^\^/);
    assert.match(complaint, /bedoelt u "parkwijk"/);
    assert.match(await text.inputValue(), /parkwyk/);
  });
  await step('rules: a change is tried on the past weeks', async () => {
    await text.fill(old.replace('within = "5 werkdagen"', 'within = "4 werkdagen"'));
    await page.getByRole('button', { name: /Probeer/ }).click();
    assert.match(await page.locator('main').innerText(), /signalen bekeken/);
  });
  await step('rules: a proposal shows the difference, and its author cannot approve it', async () => {
    await page.locator('#reden').fill('Een dag eerder');
    await page.getByRole('button', { name: /Leg voor/ }).click();
    assert.match(await page.locator('.verschil .nieuw').innerText(), /4 werkdagen/);
    assert.equal(await page.getByRole('button', { name: 'Zet aan' }).count(), 0);
    assert.match(await page.locator('main').innerText(), /U stelde dit zelf voor/);
  });
  const proposal = page.url();
  await plain.close();

  for (const scheme of ['light', 'dark']) {
    const checked = await browser.newContext({ viewport: { width: 390, height: 900 }, colorScheme: scheme, storageState: state, bypassCSP: true, locale: 'nl-NL' });
    const probe = await checked.newPage();
    await step(`axe: a proposal of rules at 390, ${scheme}`, async () => {
      await probe.goto(proposal);
      assert.deepEqual(await violations(probe), []);
      const overflow = await probe.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      await probe.screenshot({ path: `${out}/regelvoorstel-390-${scheme}.png`, fullPage: true });
    });
    await checked.close();
  }
}
