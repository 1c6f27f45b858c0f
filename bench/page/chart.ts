import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import {
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
} from 'chart.js';
import { type Axis, axisAround, axisOf } from './axis.ts';
import { type Panel, panelsOf, type Series } from './series.ts';

/** In pixels of the page; the picture has twice as many each way, for screens that show them. */
const PANEL = { width: 380, height: 400 } as const;
const DENSITY = 2;
const FONT = 'Inter';
const BACKGROUND = '#ffffff';
const INK = '#24292f';
const GRID = '#e4e7eb';
/** From Okabe and Ito's palette, which people who see colours differently can tell apart as well. */
const COLOURS: Readonly<Record<Series['colour'], string>> = {
  live: '#0072b2',
  file: '#009e73',
  computed: '#d55e00',
  wanted: '#24292f',
};

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Legend, Title);

/** The chart of a run as PNG: its panels side by side, both axes logarithmic. */
export function drawScaling(scaling: Parameters<typeof panelsOf>[0]): Buffer {
  useOwnFont();
  const panels = panelsOf(scaling);
  const sizes = scaling.curve.map(({ services }) => services);
  const canvas = createCanvas(panels.length * PANEL.width * DENSITY, PANEL.height * DENSITY);
  const context = canvas.getContext('2d');
  context.fillStyle = BACKGROUND;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, panel] of panels.entries()) {
    context.drawImage(drawn(panel, sizes), index * PANEL.width * DENSITY, 0);
  }
  return canvas.toBuffer('image/png');
}

/** The font comes with a package, so that the picture is the same on every machine. */
function useOwnFont(): void {
  const { resolve } = createRequire(import.meta.url);
  const faces = [
    resolve('@fontsource/inter/files/inter-latin-400-normal.woff2'),
    resolve('@fontsource/inter/files/inter-latin-600-normal.woff2'),
  ];
  for (const face of faces) {
    if (!GlobalFonts.registerFromPath(face, FONT)) throw new Error(`${face} is no font`);
  }
}

function drawn(panel: Panel, sizes: readonly number[]): SKRSContext2D['canvas'] {
  const canvas = createCanvas(PANEL.width, PANEL.height);
  // Chart.js is written for a browser's canvas; of that it uses nothing that this one lacks.
  new Chart(canvas as unknown as ConstructorParameters<typeof Chart>[0], configurationOf(panel, sizes));
  return canvas;
}

function configurationOf({ title, series }: Panel, sizes: readonly number[]): ChartConfiguration<'line'> {
  const heights = series.flatMap(({ dots }) => dots.map(({ y }) => y));
  return {
    type: 'line',
    data: {
      datasets: series.map(datasetOf),
    },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: DENSITY,
      color: INK,
      font: { family: FONT, size: 13 },
      layout: { padding: { top: 8, right: 20, bottom: 8, left: 12 } },
      scales: {
        x: scale(axisOf(sizes), 'Services'),
        y: scale(axisAround(heights)),
      },
      plugins: {
        title: {
          display: true,
          text: title,
          align: 'start',
          color: INK,
          font: { family: FONT, size: 16, weight: 600 },
        },
        legend: {
          position: 'bottom',
          align: 'start',
          labels: {
            usePointStyle: true,
            boxHeight: 7,
            color: INK,
            padding: 8,
            font: { family: FONT, size: 13 },
          },
        },
      },
    },
  };
}

/** How a series is drawn, whatever its colour. */
const LOOKS = {
  curve: { showLine: true, borderDash: [], pointRadius: 4, pointStyle: 'circle', order: 1 },
  dots: { showLine: false, borderDash: [], pointRadius: 6, pointStyle: 'rectRot', order: 1 },
  // Over the others: it may be where a curve is.
  wanted: { showLine: true, borderDash: [6, 4], pointRadius: 0, pointStyle: 'line', order: 0 },
} as const satisfies Readonly<Record<Series['look'], object>>;

function datasetOf({ label, look, colour, dots }: Series) {
  const { borderDash, ...drawn } = LOOKS[look];
  return {
    ...drawn,
    borderDash: [...borderDash],
    label,
    data: dots.map(({ x, y }) => ({ x, y })),
    borderColor: COLOURS[colour],
    backgroundColor: look === 'curve' ? COLOURS[colour] : BACKGROUND,
    borderWidth: 2,
    // Dots on the edge are drawn whole.
    clip: 8,
  };
}

function scale({ min, max, ticks }: Axis, title?: string) {
  return {
    type: 'logarithmic' as const,
    min,
    max,
    title: { display: title !== undefined, text: title ?? '', color: INK, font: { family: FONT, size: 13 } },
    grid: { color: GRID },
    ticks: {
      color: INK,
      font: { family: FONT, size: 13 },
      maxRotation: 0,
      autoSkip: false,
      callback: (value: number | string) => Number(value).toLocaleString('en-US'),
    },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map((value) => ({ value }));
    },
  };
}
