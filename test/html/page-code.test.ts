import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { PAGE_CODE, pageCodeOptions } from '../../rolldown.client.config.ts';
import { FLEET_SCRIPT } from '../../shared/formats/html/generated/fleet-script.ts';
import { REPORT_SCRIPT } from '../../shared/formats/html/generated/report-script.ts';
import { STYLE } from '../../shared/formats/html/generated/style.ts';

const COMMITTED: Readonly<Record<string, string>> = { FLEET_SCRIPT, REPORT_SCRIPT, STYLE };

it.each(PAGE_CODE)('$constant is what its source makes today (else: npm run page-code)', async (code) => {
  const { output, ...options } = pageCodeOptions(code, 'unused');
  const bundle = await rolldown(options);

  const { output: chunks } = await bundle.generate(output);
  await bundle.close();

  expect(chunks[0].code).toContain(JSON.stringify(COMMITTED[code.constant]));
});
