// The pages in a real browser, as a person meets them.
//
//     npm install && node run.mjs http://127.0.0.1:8080 [--bless]
//
// `--bless` writes the screenshots instead of comparing them. `CHROMIUM` names another browser.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import pixelmatch from 'pixelmatch';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

const [base, ...options] = process.argv.slice(2);
if (!base?.startsWith('http://')) {
  console.error('usage: node run.mjs http://127.0.0.1:PORT [--bless]');
  process.exit(2);
}
const ORIGIN = new URL(base).origin;
const BLESS = options.includes('--bless');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCREENSHOTS = join(ROOT, 'docs/screenshots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/// How long one step may take, and everything together, in milliseconds.
const STEP = 15_000;
const TOGETHER = 240_000;
/// The most questions after the address.
const QUESTIONS_MAX = 4;
/// How far two colours may be apart, and the share of pixels that may differ. Enough for another
/// way of smoothing the same fonts, not for a line that moved.
const COLOUR_THRESHOLD = 0.2;
const PIXEL_SHARE = 0.02;

const UNKNOWN_ERROR = 'The flux compensator is not calibrated';
const APP_PASSWORD_ERROR = '534-5.7.9 Application-specific password required';

//---------- Small tools -------------------------------------------------------

const failures = [];

async function check(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    const text = String(error?.message ?? error).split('\n').slice(0, 6).join(' | ');
    console.log(`FAILED ${name}: ${text}`);
    failures.push(`${name}: ${text}`);
  }
}

function expect(truth, message) {
  if (!truth) throw new Error(message);
}

/// The sentences of a language, by name.
function sentences(language) {
  const text = readFileSync(join(ROOT, `src/guide/locales/${language}.ftl`), 'utf8');
  return Object.fromEntries([...text.matchAll(/^([a-z0-9-]+) = (.+)$/gm)].map((m) => [m[1], m[2]]));
}

const WORDS = { en: sentences('en'), ja: sentences('ja') };

function word(language, name, variables = {}) {
  const text = WORDS[language][name];
  expect(text, `${language}.ftl has no ${name}`);
  return text.replace(/\{ \$(\w+) \}/g, (_, variable) => variables[variable]);
}

/// A window of its own, under watch: nothing may go wrong in it, to whatever page it goes.
async function browse(browser, settings, body) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  context.setDefaultTimeout(STEP);
  const wrong = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      wrong.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => wrong.push(`page error: ${error.error().message}`));
  context.on('requestfailed', (request) => wrong.push(`request failed: ${request.url()}`));
  context.on('request', (request) => {
    const url = request.url();
    if (url.startsWith('data:')) return;
    if (new URL(url).origin !== ORIGIN) wrong.push(`request to another host: ${url}`);
    if (/@|%40/i.test(url)) wrong.push(`the address is in a URL: ${url}`);
  });
  const page = await context.newPage();
  page.on('framenavigated', (frame) => {
    if (/@|%40/i.test(frame.url())) wrong.push(`the address is in a URL: ${frame.url()}`);
  });
  try {
    await body(page);
    expect(wrong.length === 0, wrong.join('; '));
  } finally {
    await context.close();
  }
}

/// Goes on with the Tab key until something fits, which then shows that it has the focus.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate((wanted) => {
      const active = document.activeElement;
      const style = getComputedStyle(active);
      const outline = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
      return { fits: active.matches(wanted), outline, tag: active.outerHTML.slice(0, 80) };
    }, selector);
    if (focus.fits) {
      expect(focus.outline >= 2, `the focus cannot be seen on ${focus.tag}`);
      return;
    }
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}

/// Presses a key that leads to a new page.
async function pressAndWait(page, key) {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

async function submitAddress(page, language, address) {
  await page.goto(`${ORIGIN}/?lang=${language}`);
  await page.locator('#address').fill(address);
  await Promise.all([page.waitForEvent('load'), page.locator('form.ask button').click()]);
}

async function submitError(page, text) {
  await page.locator('#error').fill(text);
  const button = page.locator('form:has(#error) button');
  await Promise.all([page.waitForEvent('load'), button.click()]);
}

function count(page, selector) {
  return page.locator(selector).count();
}

//---------- The main path -----------------------------------------------------

async function typeAddress(page, language, address) {
  await page.goto(`${ORIGIN}/?lang=${language}`);
  await tabTo(page, '#address');
  await page.keyboard.type(address);
  await pressAndWait(page, 'Enter');
  const url = page.url();
  expect(url === `${ORIGIN}/setup`, `the answer is at ${url}`);
  const lang = await page.locator('html').getAttribute('lang');
  expect(lang === language, `the answer to a page in ${language} is in ${lang}`);
}

async function passwordComesFirst(page, language) {
  const seen = await page.evaluate(() => {
    const section = document.querySelector('h1 ~ section');
    const size = (element) => parseFloat(getComputedStyle(element).fontSize);
    const hasText = (element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const kind = section.querySelector('.kind');
    const others = [...document.querySelectorAll('body *')].filter(
      (element) => hasText(element) && element !== kind && element.tagName !== 'H1');
    return {
      heading: section.querySelector('h2').textContent,
      kind: kind ? size(kind) : 0,
      text: kind?.textContent.trim(),
      other: Math.max(...others.map(size)),
      bottom: kind?.getBoundingClientRect().bottom,
    };
  });
  const heading = word(language, 'page-which-password');
  expect(seen.heading === heading, `the first section is “${seen.heading}”, not “${heading}”`);
  expect(seen.text, 'the kind of password is not told');
  expect(seen.kind > seen.other, `other text is as large as the kind: ${seen.other} px`);
  expect(seen.bottom < 900, `the kind of password is below the fold, at ${seen.bottom} px`);
}

async function answerAll(page, which) {
  let asked = 0;
  while (await count(page, '#guide fieldset')) {
    asked += 1;
    expect(asked <= QUESTIONS_MAX, `more than ${QUESTIONS_MAX} questions`);
    const buttons = await count(page, '#guide fieldset button');
    expect(buttons > 1, 'a question without answers to choose from');
    const legend = await page.locator('#guide fieldset legend').textContent();
    expect(legend.trim(), 'a question without words');
    await tabTo(page, `#guide fieldset button:nth-of-type(${which === 'first' ? 1 : buttons})`);
    await pressAndWait(page, 'Enter');
    expect(page.url() === `${ORIGIN}/setup#guide`, `the next answer is at ${page.url()}`);
    const top = await page.evaluate(() => document.querySelector('#guide').getBoundingClientRect().top);
    expect(top < 900, 'the answer is out of sight');
  }
  expect(asked > 0, 'no question was asked');
  // The last answer to the last question is that the message is another one: then no cause is
  // known, and the steps are all there is to say.
  const causes = await count(page, '#guide .cause');
  expect(which === 'last' || causes === 1, 'no cause is told');
  expect((await count(page, '#guide ol li')) > 0, 'no step is told');
}

async function pasteError(page, text) {
  await tabTo(page, '#error');
  await page.keyboard.type(text);
  await tabTo(page, 'form:has(#error) button');
  await pressAndWait(page, 'Enter');
}

async function mainPath(page, language) {
  for (const which of ['first', 'last']) {
    await typeAddress(page, language, 'fred@gmail.com');
    await passwordComesFirst(page, language);
    const codes = await page.locator('dd code').allTextContents();
    for (const value of ['imap.gmail.com', '993', 'smtp.gmail.com', 'fred@gmail.com']) {
      expect(codes.includes(value), `${value} is not among the settings`);
    }
    await answerAll(page, which);
  }

  await typeAddress(page, language, 'fred@gmail.com');
  await pasteError(page, APP_PASSWORD_ERROR);
  const cause = word(language, 'cause-app-password-needed', { provider: 'Gmail' });
  const told = await page.locator('#guide .cause').innerText();
  expect(told === cause, `a known message means “${told}”, not “${cause}”`);
  expect((await count(page, '#guide ol li')) > 0, 'no step is told for a known message');

  await typeAddress(page, language, 'fred@gmail.com');
  await pasteError(page, UNKNOWN_ERROR);
  const unknown = await page.locator('#guide .cause').innerText();
  expect(unknown === word(language, 'cause-unknown'), `an unknown message means “${unknown}”`);
  expect((await count(page, '#guide fieldset')) === 1, 'no question follows an unknown message');
}

async function docomo(page) {
  await typeAddress(page, 'ja', 'taro@docomo.ne.jp');
  await passwordComesFirst(page, 'ja');
  const section = await page.locator('section.password').innerText();
  expect(section.includes('IMAP用パスワード'), 'the name of the password is missing');
  const username = word('ja', 'page-username');
  const names = await page.locator(`dl div:has(dt:text-is("${username}")) dd`).allTextContents();
  expect(names.length > 0, 'there is no user name');
  expect(!names.some((name) => name.includes('@') || name.includes('taro')),
    `the user name is taken from the address: ${names}`);
}

async function tuta(page, language) {
  await typeAddress(page, language, 'fred@tuta.com');
  const text = await page.locator('main').innerText();
  expect(text.includes(word(language, 'page-no-settings')), 'it does not say that there are none');
  expect(text.includes('Tuta'), 'there is no reason');
  expect((await count(page, 'dl, .password, #guide')) === 0, 'there are settings');
}

//---------- The checks --------------------------------------------------------

/// The pages that everything is checked on: a name, and how to get there.
const VIEWS = [
  ['home', 'en', (page, l) => page.goto(`${ORIGIN}/?lang=${l}`)],
  ['setup gmail', 'en', (page, l) => submitAddress(page, l, 'fred@gmail.com')],
  ['setup gmail, known message', 'en', async (page, l) => {
    await submitAddress(page, l, 'fred@gmail.com');
    await submitError(page, APP_PASSWORD_ERROR);
  }],
  ['setup docomo', 'ja', (page, l) => submitAddress(page, l, 'taro@docomo.ne.jp')],
  ['setup tuta', 'en', (page, l) => submitAddress(page, l, 'fred@tuta.com')],
  ['guide icloud', 'en', (page, l) => page.goto(`${ORIGIN}/guide/icloud?lang=${l}`)],
];

async function paths(browser) {
  for (const [mode, settings] of [['', {}], [' without JavaScript', { javaScriptEnabled: false }]]) {
    for (const language of ['en', 'ja']) {
      await check(`main path in ${language}${mode}`, () =>
        browse(browser, settings, (page) => mainPath(page, language)));
    }
    await check(`docomo in ja${mode}`, () => browse(browser, settings, docomo));
    await check(`a provider that is not served${mode}`, () =>
      browse(browser, settings, (page) => tuta(page, 'en')));
  }
}

async function languages(browser) {
  await check('language links', () => browse(browser, {}, async (page) => {
    for (const path of ['/', '/guide/icloud', '/setup']) {
      if (path === '/setup') await submitAddress(page, 'en', 'fred@gmail.com');
      else await page.goto(`${ORIGIN}${path}?lang=en`);
      const tags = await page.locator('.languages a').evaluateAll(
        (links) => links.map((link) => link.getAttribute('hreflang')));
      expect(tags.length > 1, `${path} has no language links`);
      for (const tag of path === '/' ? tags : ['de', 'ja']) {
        await Promise.all([
          page.waitForEvent('load'), page.locator(`.languages a[hreflang="${tag}"]`).click()]);
        const lang = await page.locator('html').getAttribute('lang');
        expect(lang === tag, `the link to ${tag} on ${path} leads to ${lang}`);
        const current = await page.locator('.languages [aria-current]').getAttribute('hreflang');
        expect(current === tag, `${current} is marked on the page in ${tag}`);
      }
    }
  }));
  await check('language of the browser', () => browse(browser, { locale: 'ja-JP' }, async (page) => {
    await page.goto(`${ORIGIN}/`);
    const lang = await page.locator('html').getAttribute('lang');
    expect(lang === 'ja', `a browser in Japanese gets a page in ${lang}`);
  }));
}

async function print(browser) {
  await check('print', () => browse(browser, { colorScheme: 'dark' }, async (page) => {
    await submitAddress(page, 'en', 'fred@gmail.com');
    await page.emulateMedia({ media: 'print' });
    const forms = await page.locator('form').evaluateAll(
      (forms) => forms.filter((form) => form.getClientRects().length > 0).length);
    expect(forms === 0, `${forms} forms are printed`);
    expect(await page.locator('.kind').isVisible(), 'the kind of password is not printed');
    expect(await page.locator('dl').first().isVisible(), 'the servers are not printed');
    const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(back === 'rgb(255, 255, 255)', `the printed page is ${back}`);
    expect(!(await page.locator('#guide').isVisible()), 'a guide that has told nothing is printed');
    await page.emulateMedia({ media: 'screen' });
    await submitError(page, APP_PASSWORD_ERROR);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#guide ol').isVisible(), 'the steps are not printed');
  }));
}

async function narrow(browser) {
  for (const language of ['en', 'de', 'ja']) {
    await check(`320 px in ${language}`, () =>
      browse(browser, { viewport: { width: 320, height: 640 } }, async (page) => {
        const tooWide = [];
        for (const [name, , open] of VIEWS) {
          await open(page, language);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          if (width > 320) tooWide.push(`${name} is ${width} px wide`);
        }
        expect(tooWide.length === 0, tooWide.join('; '));
      }));
  }
}

async function accessibility(browser) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 375]) {
      for (const [name, language, open] of VIEWS) {
        await check(`axe: ${name}, ${colorScheme}, ${width} px`, async () => {
          // Only so that axe itself may run; the policy is watched by the other checks.
          const settings = { bypassCSP: true, colorScheme, viewport: { width, height: 800 } };
          await browse(browser, settings, async (page) => {
            await open(page, language);
            await page.addScriptTag({ content: AXE });
            const found = await page.evaluate(async () => {
              const rules = { 'target-size': { enabled: true } };
              const { violations, passes } = await globalThis.axe.run({ rules });
              return {
                passes: passes.map(({ id }) => id),
                violations: violations.map(({ id, impact, nodes }) =>
                  `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(' ')}`),
              };
            });
            expect(found.passes.includes('color-contrast'), 'axe did not see the colours');
            expect(found.violations.length === 0, found.violations.join('; '));
          });
        });
      }
    }
  }
}

async function markup() {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
  });
  const get = (path) => [path, {}];
  const post = (fields) => ['/setup', { method: 'POST', body: new URLSearchParams(fields) }];
  const pages = {
    'home en': get('/?lang=en'),
    'home ja': get('/?lang=ja'),
    'not found': get('/guide/nobody'),
    'setup without an address': get('/setup'),
    'setup gmail en': post({ lang: 'en', address: 'fred@gmail.com' }),
    'setup gmail de': post({ lang: 'de', address: 'fred@gmail.com' }),
    'setup docomo ja': post({ lang: 'ja', address: 'taro@docomo.ne.jp' }),
    'setup outlook': post({ lang: 'en', address: 'fred@outlook.com' }),
    'setup tuta': post({ lang: 'en', address: 'fred@tuta.com' }),
    'setup unknown': post({ lang: 'en', address: 'fred@nobody.example' }),
    'setup no address': post({ lang: 'en', address: 'fred@' }),
    'known message': post({ lang: 'en', address: 'fred@gmail.com', error: APP_PASSWORD_ERROR }),
    'unknown message': post({ lang: 'en', address: 'fred@gmail.com', error: '<b>"&\'' }),
    'guide icloud': get('/guide/icloud'),
    'guide docomo ja': get('/guide/docomo?lang=ja'),
    'guide tuta': get('/guide/tuta'),
  };
  for (const [name, [path, request]] of Object.entries(pages)) {
    await check(`html: ${name}`, async () => {
      const response = await fetch(`${ORIGIN}${path}`, request);
      const html = await response.text();
      expect(html.startsWith('<!DOCTYPE html>'), `${response.status}, and no page`);
      const report = await validator.validateString(html);
      const messages = report.results.flatMap((result) => result.messages);
      expect(messages.length === 0, messages.map(
        ({ ruleId, line, message }) => `${ruleId}, line ${line}: ${message}`).join('; '));
    });
  }
}

async function screenshots(browser) {
  const phone = { width: 390, height: 844 };
  const desktop = { width: 1280, height: 900 };
  const result = (page) => submitAddress(page, 'en', 'fred@gmail.com');
  const shots = [
    ['setup-phone-light', phone, 'light', result],
    ['setup-phone-dark', phone, 'dark', result],
    ['setup-desktop-light', desktop, 'light', result],
    ['setup-desktop-dark', desktop, 'dark', result],
    ['home-ja-phone-light', phone, 'light', (page) => page.goto(`${ORIGIN}/?lang=ja`)],
  ];
  for (const [name, viewport, colorScheme, open] of shots) {
    await check(`screenshot ${name}`, () =>
      browse(browser, { viewport, colorScheme, deviceScaleFactor: 1 }, async (page) => {
        await open(page);
        const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
        const file = join(SCREENSHOTS, `${name}.png`);
        if (BLESS) {
          mkdirSync(SCREENSHOTS, { recursive: true });
          writeFileSync(file, taken);
          return;
        }
        expect(existsSync(file), `${file} is missing; write it with --bless`);
        const [now, then] = [PNG.sync.read(taken), PNG.sync.read(readFileSync(file))];
        const { width, height } = now;
        expect(width === then.width && height === then.height,
          `it is ${width}×${height}, and was ${then.width}×${then.height}`);
        const different = new PNG({ width, height });
        const pixels = pixelmatch(now.data, then.data, different.data, width, height,
          { threshold: COLOUR_THRESHOLD });
        const share = pixels / (width * height);
        if (share > PIXEL_SHARE) {
          const folder = join(tmpdir(), 'mailguide-screenshots');
          mkdirSync(folder, { recursive: true });
          writeFileSync(join(folder, `${name}.png`), taken);
          writeFileSync(join(folder, `${name}.different.png`), PNG.sync.write(different));
          throw new Error(`${(share * 100).toFixed(1)} % of the pixels differ; see ${folder}, `
            + 'and if it is meant, write it with --bless');
        }
      }));
  }
}

//---------- All together ------------------------------------------------------

setTimeout(() => {
  console.error('it takes too long');
  process.exit(1);
}, TOGETHER).unref();

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // The same letters on every machine.
    '--font-render-hinting=none', '--disable-lcd-text',
  ],
});
try {
  await paths(browser);
  await languages(browser);
  await print(browser);
  await narrow(browser);
  await accessibility(browser);
  await markup();
  await screenshots(browser);
} finally {
  await browser.close();
}
if (failures.length > 0) {
  console.error(`\n${failures.length} checks failed:\n${failures.join('\n')}`);
  process.exitCode = 1;
}
