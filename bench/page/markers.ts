/** Where a measured part of a page begins and ends: comments that no reader sees. */
function markersOf(part: string): { readonly begin: string; readonly end: string } {
  return { begin: `<!-- measured: ${part} -->`, end: `<!-- end of ${part} -->` };
}

/**
 * A page with each measured part put between its markers, in the place of what is there.
 * @throws Error when a part has no markers, has them twice, or has them the wrong way round
 */
export function withMeasured(page: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [part, measured]) => {
    const { begin, end } = markersOf(part);
    const [before, rest, ...more] = text.split(begin);
    const [, after, ...again] = rest?.split(end) ?? [];
    if (before === undefined || after === undefined || more.length > 0 || again.length > 0) {
      throw new Error(`the page does not have ${begin} and then ${end}, each once`);
    }
    return `${before}${begin}\n${measured}\n${end}${after}`;
  }, page);
}
