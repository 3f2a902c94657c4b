import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFleet, problemsOf } from './support/fleet.ts';
import { folder } from './support/folder.ts';
import { expectedProblems, fixtureFiles, keyColumn, lineText } from './support/rejected.ts';

const cases = join(import.meta.dirname, 'rejected');
const names = readdirSync(cases);

describe('a fleet with one mistake is refused, with exactly the words on the line of the mistake', () => {
  it.each(names)('%s', (name) => {
    const fixture = readFileSync(join(cases, name), 'utf8');
    const root = folder({ ...exampleFleet, ...fixtureFiles(fixture) });

    const problems = problemsOf(root);

    expect(problems.map(lineText).sort()).toEqual(expectedProblems(fixture).sort());
    for (const problem of problems) expect(keyColumn(fixture, problem), `column of ${problem.path}`).toBe(problem.column);
  });

  it('the same fleet without the mistake is accepted', () => {
    expect(problemsOf(folder(exampleFleet))).toEqual([]);
  });
});
