import type { Told } from './story.ts';

/** What many stories came to, in a few lines. */
export function summaryOf(told: readonly Told[]): string {
  const sum = (of: (one: Told) => number) =>
    told.reduce((total, one) => total + of(one), 0).toLocaleString('en-US');
  const struck: Record<string, number> = {};
  for (const one of told)
    for (const [name, times] of Object.entries(one.struck)) struck[name] = (struck[name] ?? 0) + times;
  const bad = told.filter(({ complaints }) => complaints.length > 0);
  const troubles = Object.entries(struck).sort(([, one], [, other]) => other - one);
  return [
    `${told.length} seeds, ${sum(({ nights }) => nights)} nights, ${sum(({ reports }) => reports)} reports with ` +
      `${sum(({ findings }) => findings)} findings, ${sum(({ unknown }) => unknown)} times a cluster was unknown, ` +
      `${sum(({ messages }) => messages)} messages of which ${sum(({ again }) => again)} came again`,
    `struck: ${troubles.map(([name, times]) => `${name} ${times}`).join(', ')}`,
    ...bad.map(failureOf),
    `${told.length - bad.length} of ${told.length} seeds without a complaint`,
  ].join('\n');
}

/** What went wrong in one story, and how to live through it again. */
export function failureOf({ plot, complaints }: Told): string {
  const { seed, way, store, keys, clusters } = plot;
  const again = `npm run chaos -- --from ${seed} --seeds 1`;
  return [`seed ${seed} (${way}, ${store}, ${keys} keys, ${clusters}; again: ${again}):`, ...complaints].join(
    '\n  ',
  );
}
