/** What the package `@polder/app` gives: see docs/app.md. */
export * from '../../charts-ts/app/index.ts';
export { type Difference, difference, writeFolder } from './app-folder.ts';
