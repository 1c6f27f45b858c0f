/** Brings the findings into view, for whoever asked for them elsewhere on the page. */
export function showFindings(): void {
  const heading = document.getElementById('findings');
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
