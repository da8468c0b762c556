import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const code = 'globalThis.pwned=1';
const away = 'https://away.example';

/** What somebody may try to have run or loaded. */
const scripts = [
  `<script>${code}</script>`,
  `<img src=x onerror=${code}>`,
  `<img src=${away}/x.png>`,
  `<svg onload=${code}>`,
  `<svg><script href=${away}/x.js></script></svg>`,
  `<iframe srcdoc="<script>parent.${code}</script>"></iframe>`,
  `<iframe src=javascript:${code}></iframe>`,
  `<object data=${away}/x></object>`,
  `<embed src=${away}/x>`,
  `<link rel=stylesheet href=${away}/x.css>`,
  `<style>@import '${away}/x.css';*{background:url(${away}/y)}</style>`,
  `<base href=${away}/>`,
  `<meta http-equiv=refresh content="0;url=${away}">`,
  `<form action=${away}><input name=a autofocus onfocus=${code}></form>`,
  `<details open ontoggle=${code}>`,
  `<body onpageshow=${code}>`,
  `<video><source onerror=${code}></video>`,
  `<math><mi xlink:href="javascript:${code}">x</mi></math>`,
  `<a href="javascript:${code}">x</a>`,
  `<template><img src=x onerror=${code}></template>`,
  `<plaintalk-widget api-url=${away} open></plaintalk-widget>`,
  `"><img src=x onerror=${code}>`,
  `'-${code}-'`,
  `</textarea><script>${code}</script>`,
  `\${${code}}`,
  `{{constructor.constructor('${code}')()}}`,
  `<!--?lit$123456789$--><img src=x onerror=${code}>`,
  '?lit$000000000$',
  '__proto__',
  'constructor',
  '\u202Egnp.exe\u202C',
  '\u0000\u0008<b>',
  '&lt;img src=x onerror=1&gt;&#60;script&#62;',
  `%3Cscript%3E${code}%3C/script%3E`,
  `data:text/html,<script>${code}</script>`,
  `//away.example/x.js`,
  `\\u003cscript\\u003e${code}`,
];

const addresses = [
  `javascript:${code}`,
  `JaVaScRiPt:${code}`,
  ` javascript:${code}`,
  `\tjavascript:${code}`,
  `java\tscript:${code}`,
  `javascript&colon;${code}`,
  `javascript%3A${code}`,
  `data:text/html;base64,PHNjcmlwdD4=`,
  `vbscript:${code}`,
  `file:///etc/passwd`,
  `blob:${away}/x`,
  `//away.example`,
  `https:javascript:${code}`,
  `${away}/"onmouseover="${code}`,
  `${away}/'><img src=x onerror=${code}>`,
  `mailto:a@b.example?subject=<script>${code}</script>`,
  `tel:+1"onclick="${code}`,
];

const wrapped = (text: string) => [
  text,
  `**${text}**`,
  `\`${text}\``,
  `- ${text}`,
  `# ${text}`,
  `> ${text}`,
  `| ${text} | b |\n|---|---|\n| ${text} | d |`,
];
const linked = (address: string) => [
  address,
  `[x](${address})`,
  `![x](${address})`,
  `<${address}>`,
  `[![x](${address})](${address})`,
];
const hostile = [...scripts.flatMap(wrapped), ...addresses.flatMap(linked)];

/** As long as one message may be. */
function messages(): string[] {
  const all: string[] = [''];
  for (const text of hostile) {
    const last = all.at(-1) ?? '';
    if (last.length + text.length > 3500) all.push(text);
    else all[all.length - 1] = `${last}\n\n${text}`;
  }
  return all;
}

test('nothing that is said or set runs, loads, or breaks a strict policy', async t => {
  t.true(hostile.length >= 300, `${hostile.length}`);
  const {url} = (await site.open()).app;
  const policy = `default-src 'none'; script-src ${url}; style-src 'none'; connect-src ${url}; require-trusted-types-for 'script'; trusted-types plaintalk`;
  const {page, chat} = await site.visit(t, {
    headers: {'Content-Security-Policy': policy},
    isClosed: true,
    before: () => {
      const broken: string[] = [];
      document.addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI, sample}) =>
        broken.push(`${violatedDirective} ${blockedURI} ${sample}`),
      );
      Object.assign(window, {broken});
    },
  });
  const foreign: string[] = [];
  page.on('request', request => {
    const {origin} = new URL(request.url());
    if (origin !== url && !request.isNavigationRequest()) foreign.push(request.url());
  });
  page.on('dialog', dialog => {
    foreign.push(dialog.message());
    void dialog.dismiss();
  });
  let nth = 0;
  const next = () => hostile[nth++ % hostile.length] ?? '';
  await page.route('**/widget/config?*', async route => {
    const config = await (await route.fetch()).json();
    const said = {greeting: next(), disclosure: next(), choices: [next(), next()], privacy_url: next()};
    const body = {...config, ...said, clinic: {...config.clinic, name: next()}, person: {how: next()}};
    await route.fulfill({json: body});
  });
  const html = (await site.open()).pages.add(
    `<!doctype html><title>x</title><plaintalk-widget clinic-id="demo" api-url="${url}"></plaintalk-widget><script src="${url}/widget.js"></script>`,
    {'Content-Security-Policy': policy},
  );
  await page.goto(html);
  await chat.launcher.click();
  for (const text of messages()) {
    const count = await chat.replies.count();
    await page.evaluate(
      words => document.querySelector<PlaintalkWidget>('plaintalk-widget')?.send(words),
      text,
    );
    await until(async () => (await chat.replies.count()) > count);
  }
  // Each as an attribute, and as the clinic's own words.
  for (const text of hostile) {
    await page.evaluate(words => {
      const widget = document.querySelector('plaintalk-widget');
      for (const name of ['locale', 'theme', 'disabled', 'user-id', 'storage', 'position'])
        widget?.setAttribute(name, words);
    }, text);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const {pwned, broken} = await page.evaluate(() => ({
    pwned: Reflect.get(window, 'pwned'),
    broken: Reflect.get(window, 'broken'),
  }));
  t.deepEqual({pwned, broken, foreign}, {pwned: undefined, broken: [], foreign: []});
  const made = await page.evaluate(() => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const names = 'script,img,iframe,object,embed,link,style,base,meta,video,math,template,form:not([part])';
    const links = Array.from(shadowRoot?.querySelectorAll('a') ?? [], ({protocol}) => protocol);
    return {elements: shadowRoot?.querySelectorAll(names).length, protocols: [...new Set(links)].sort()};
  });
  t.deepEqual(made, {
    elements: 0,
    protocols: ['http:', 'https:', 'mailto:', 'tel:'].filter(p => made.protocols.includes(p)),
  });
});
