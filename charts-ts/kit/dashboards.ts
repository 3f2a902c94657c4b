import type { AnyComponent, Chosen } from './component.ts';
import type { Dashboard, Panel } from './dashboard.ts';

/** Both Perses and Grafana divide a dashboard's width into so many columns. */
export const columns = 24;

/** A panel with its place in its row: in columns, and in rows of the grid. */
export interface Placed {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const sizes: Readonly<Record<Panel['show'], { readonly width: number; readonly height: number }>> = {
  lines: { width: 12, height: 8 },
  stat: { width: 6, height: 4 },
  gauge: { width: 6, height: 6 },
  table: { width: 24, height: 8 },
};

/** Lays the panels of a row from left to right; the last of each line takes what is left of the width. */
export function place(panels: readonly Panel[]): Placed[] {
  const lines: Panel[][] = [];
  let left = 0;
  for (const panel of panels) {
    const { width } = sizes[panel.show];
    if (width > left) {
      lines.push([]);
      left = columns;
    }
    lines.at(-1)?.push(panel);
    left -= width;
  }
  const heights = lines.map((line) => Math.max(...line.map(({ show }) => sizes[show].height)));
  return lines.flatMap((line, index) => {
    const y = heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    return line.map((panel, place) => {
      const x = line.slice(0, place).reduce((sum, { show }) => sum + sizes[show].width, 0);
      return { panel, x, y, width: place === line.length - 1 ? columns - x : sizes[panel.show].width, height: heights[index] ?? 0 };
    });
  });
}

/** The dashboards of all chosen components, with the component that brings each, by name. */
export function dashboardsOf(platform: readonly Chosen[]): { readonly component: AnyComponent; readonly dashboard: Dashboard }[] {
  return platform
    .flatMap(({ component }) => (component.dashboards ?? []).map((dashboard) => ({ component, dashboard })))
    .sort((a, b) => (a.dashboard.name < b.dashboard.name ? -1 : 1));
}
