import { z } from 'zod';
import { ObjectName } from '../../config/values.ts';

const Price = z.number().min(0).max(1_000_000);

/** What things cost in a month, in euros, as an ODC's price list says it. */
export const Prices = z.strictObject({
  cpu: Price.describe('Euros a month for one vCPU that is requested or used'),
  memory: Price.describe('Euros a month for one GiB of memory that is requested or used'),
  gpu: Price.default(0).describe('Euros a month for one GPU'),
  storage: Price.describe('Euros a month for one GiB of a volume, where its storage class has no price of its own'),
  storageClasses: z.record(ObjectName, Price).default({}).describe('Euros a month for one GiB of a volume, by storage class'),
  egress: Price.default(0).describe('Euros for one GiB that leaves the cluster, where OpenCost measures that'),
});
export type Prices = z.output<typeof Prices>;

/** Nobody's prices: they only make the shares of tenants visible, and an alert says so until a site gives its own. */
export const examplePrices: Prices = { cpu: 10, memory: 2, gpu: 500, storage: 0.1, storageClasses: {}, egress: 0 };

/**
 * Hours in a month, as OpenCost itself counts: it divides a monthly price by 730 (365 days of 24 hours in 12 months).
 * https://github.com/opencost/opencost/blob/develop/pkg/cloud/provider/providerconfig.go
 */
export const hoursInMonth = 730;

/** A price of a month as OpenCost wants it: of an hour, as a decimal text. Ten digits: a hundred-millionth of a cent is nobody's loss. */
export function hourly(month: number): string {
  return decimal(month / hoursInMonth);
}

/** Never 1e-7, and no digits that say nothing. */
export function decimal(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}
