import { apiServerCases } from './cluster-rules/api-server.ts';
import { capacityCases } from './cluster-rules/capacity.ts';
import { endingCases } from './cluster-rules/endings.ts';
import { nodeCases } from './cluster-rules/nodes.ts';
import { recordingCases } from './cluster-rules/recordings.ts';
import { storageCases } from './cluster-rules/storage.ts';
import { workloadCases } from './cluster-rules/workloads.ts';
import type { RuleCase } from './rule-case.ts';

export const cases: readonly RuleCase[] = [
  ...nodeCases,
  ...workloadCases,
  ...storageCases,
  ...apiServerCases,
  ...capacityCases,
  ...recordingCases,
  ...endingCases,
];
