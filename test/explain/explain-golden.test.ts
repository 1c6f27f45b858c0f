import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatAdvice } from '../../shared/formats/advice.ts';
import { formatAdviceMarkdown } from '../../shared/formats/advice-markdown.ts';
import { formatExplanation } from '../../shared/formats/explain.ts';
import { auditSnapshot, type Language } from '../../shared/index.ts';
import { adviseUpgrade } from '../../shared/report/advice.ts';
import { adviceFacts } from '../../shared/report/advice-facts.ts';
import { explainService } from '../../shared/report/explain.ts';

const EXAMPLE: unknown = JSON.parse(
  readFileSync(new URL('../../examples/fleet.json', import.meta.url), 'utf8'),
);
const LANGUAGES = ['en', 'zh'] as const;

const SERVICES = LANGUAGES.flatMap((language) =>
  (
    [
      ['prod-hangzhou', 'shop', 'web'],
      ['prod-hangzhou', 'shop', 'api-gateway'],
      ['prod-hangzhou', 'media', 'assets'],
      ['prod-hangzhou', 'media', 'stream'],
      ['prod-hangzhou', 'office', 'mail'],
      ['prod-shanghai', 'shop', 'checkout'],
    ] as const
  ).map(([cluster, namespace, service]) => ({ language, cluster, namespace, service })),
);

const CLUSTERS = LANGUAGES.flatMap((language) =>
  ['prod-hangzhou', 'staging-hangzhou', 'prod-shanghai'].map((cluster) => ({ language, cluster })),
);

function explanationText(
  { language, cluster, ...subject }: (typeof SERVICES)[number],
  color: boolean,
): string {
  const explanation = explainService(EXAMPLE, { language, clusterId: cluster, ...subject });
  return formatExplanation(explanation, { language, color });
}

function adviceOn(cluster: string, language: Language) {
  const report = auditSnapshot(EXAMPLE, { language });
  return adviseUpgrade(report, adviceFacts(EXAMPLE, cluster, report), language);
}

describe('a Service of the example fleet', () => {
  it.each(SERVICES)('reads as $namespace/$service of $cluster does in $language', async (subject) => {
    const text = explanationText(subject, false);

    const { language, cluster, namespace, service } = subject;
    const file = `../golden/explain/${cluster}.${namespace}.${service}.${language}.txt`;
    await expect(text).toMatchFileSnapshot(file);
  });
});

describe('advice on the example fleet', () => {
  it.each(CLUSTERS)('reads as that on $cluster does in $language', async ({ language, cluster }) => {
    const text = formatAdvice(adviceOn(cluster, language), { language, color: false });

    await expect(text).toMatchFileSnapshot(`../golden/explain/advice.${cluster}.${language}.txt`);
  });

  it.each(CLUSTERS)(
    'reads as markdown as that on $cluster does in $language',
    async ({ language, cluster }) => {
      const text = formatAdviceMarkdown(adviceOn(cluster, language), language);

      await expect(text).toMatchFileSnapshot(`../golden/explain/advice.${cluster}.${language}.md`);
    },
  );
});
