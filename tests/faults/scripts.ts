/** Texts that would run, or ask somewhere else for something, where a page takes them for markup; `__hit` counts what ran. */
const hit = 'window.__hit=(window.__hit||0)+1';
const elsewhere = 'http://elsewhere.invalid/x';

const vectors = [
  `<script>${hit}</script>`,
  `<script src=${elsewhere}></script>`,
  `<img src=x onerror="${hit}">`,
  `<svg onload="${hit}"></svg>`,
  `<svg><script>${hit}</script></svg>`,
  `<iframe srcdoc="<script>parent.__hit=1</script>"></iframe>`,
  `<iframe src="javascript:parent.__hit=1"></iframe>`,
  `<details open ontoggle="${hit}">x</details>`,
  `<video><source onerror="${hit}"></video>`,
  `<audio src=x onerror="${hit}"></audio>`,
  `<input autofocus onfocus="${hit}">`,
  `<style>@import '${elsewhere}';</style>`,
  `<style onload="${hit}"></style>`,
  `<link rel=stylesheet href=${elsewhere}>`,
  `<meta http-equiv=refresh content="0;url=${elsewhere}">`,
  `<base href=${elsewhere}>`,
  `<form action=${elsewhere}><button autofocus onfocus="${hit}">x</button></form>`,
  `<a href="javascript:${hit}">x</a>`,
  `<object data=${elsewhere}></object>`,
  `<embed src=${elsewhere}>`,
  `<math><mtext><img src=x onerror="${hit}"></mtext></math>`,
  `<div style="background:url(${elsewhere})" onmouseover="${hit}">x</div>`,
  `![x](${elsewhere})`,
  `[x](javascript:${hit})`,
  `{{constructor.constructor('${hit}')()}}`,
];

/** What stands before it, to leave where it was put. */
const exits = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '`>',
  '</script>',
  '</style>',
  '</title>',
  '</textarea>',
  '</template>',
  '</option></select>',
  '</svg>',
  '-->',
  ']]>',
  '\\">',
  "\\');",
  '${',
  '</td></tr></table>',
  '\u2028',
];

/** What filters that look for words do not see. */
const disguises: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/<(\w)(\w*)/g, (_, first, rest) => `<${first.toUpperCase()}${rest}`),
  (text) => text.replace(/<(\w+) /g, '<$1/'),
  (text) => text.replace(/<(\w+) /g, '<$1\t'),
  (text) => text.replace(/<(\w+) /g, '<$1\n'),
  (text) => `<${text}`,
  (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (text) => text.replaceAll('<', '\\u003c'),
  (text) => text.replaceAll('<', '＜').replaceAll('>', '＞'),
  (text) => text.replaceAll('javascript:', 'java\tscript:').replace(/on(\w+)=/g, 'oN$1 ='),
];

/** The first `count` of 5,000, each once. */
export function scripts(count: number): string[] {
  const all = disguises.flatMap((disguise) =>
    exits.flatMap((exit) => vectors.map((vector) => `${exit}${disguise(vector)}`)),
  );
  return all.slice(0, count);
}
