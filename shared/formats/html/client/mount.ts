import { render, type VNode } from 'preact';

/** Shows a view in the place of what the page came with, and all of it while the page is printed. */
export function mount(view: (isPrinting: boolean) => VNode): void {
  const root = document.getElementById('app');
  if (!root) return;
  root.replaceChildren();
  const draw = (isPrinting: boolean) => render(view(isPrinting), root);
  draw(false);
  addEventListener('beforeprint', () => draw(true));
  addEventListener('afterprint', () => draw(false));
}

/** The JSON that the page came with. */
export function pageJson(): unknown {
  return JSON.parse(document.getElementById('data')?.textContent ?? 'null');
}
