import type { Language } from '../../rules/rule.ts';
import { STYLE } from './generated/style.ts';
import { Markup, markup } from './markup.ts';

/** What a page is made of. */
interface PageParts {
  readonly title: string;
  readonly language: Language;
  readonly policy: string;
  /** What is there before the script runs, and where none does. */
  readonly body: Markup;
  /** JSON that the script reads. */
  readonly data: Markup;
  /** Own code: nothing in it ends a script block. */
  readonly script: string;
}

/** A whole page that needs nothing beside itself. */
export function htmlDocument({ title, language, policy, body, data, script }: PageParts): string {
  const { html } = markup`<!DOCTYPE html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<div id="app">${body}</div>
<script type="application/json" id="data">${data}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return html;
}
