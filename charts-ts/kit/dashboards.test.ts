import { describe, expect, it } from 'vitest';
import type { Panel } from './dashboard.ts';
import { columns, place } from './dashboards.ts';

function panels(...shows: readonly Panel['show'][]): Panel[] {
  return shows.map((show, index) => ({ title: `${show} ${index}`, show, queries: [{ expression: 'up' }] }));
}

describe('the panels of a row', () => {
  it('stand beside each other while the width lasts', () => {
    expect(place(panels('lines', 'lines', 'lines')).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [12, 0],
      [0, 8],
    ]);
  });

  it('fill each line to its end', () => {
    const placed = place(panels('stat', 'stat', 'stat', 'table', 'lines'));

    expect(placed.filter(({ x, width }) => x + width === columns).map(({ panel }) => panel.title)).toEqual(['stat 2', 'table 3', 'lines 4']);
  });

  it('are as high as the highest of their line, so that none overlaps another', () => {
    const placed = place(panels('stat', 'lines', 'gauge', 'gauge'));

    expect(placed.map(({ y, height }) => [y, height])).toEqual([
      [0, 8],
      [0, 8],
      [0, 8],
      [8, 6],
    ]);
  });
});
