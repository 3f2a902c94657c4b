import { decimal, hourly, type Prices } from './prices.ts';

/**
 * OpenCost's custom pricing file, `default.json`: all values are texts.
 * https://github.com/opencost/opencost/blob/develop/pkg/cloud/models/models.go (CustomPricing)
 */
export interface PricingModel {
  readonly provider: 'custom';
  readonly description: string;
  /** These prices count, whatever a node's provider id says. */
  readonly customPricesEnabled: 'true';
  readonly currencyCode: 'EUR';
  /** An hour of a core. */
  readonly CPU: string;
  readonly spotCPU: string;
  /** An hour of a GiB of memory. */
  readonly RAM: string;
  readonly spotRAM: string;
  readonly GPU: string;
  readonly spotGPU: string;
  /** An hour of a GiB of a volume: one price, since its custom provider knows no classes. */
  readonly storage: string;
  /** A GiB each. */
  readonly zoneNetworkEgress: string;
  readonly regionNetworkEgress: string;
  readonly internetNetworkEgress: string;
  readonly natGatewayEgress: string;
  readonly natGatewayIngress: string;
  /** Load balancers are not billed; OpenCost reads no empty text as a number. */
  readonly firstFiveForwardingRulesCost: '0';
  readonly additionalForwardingRuleCost: '0';
  readonly LBIngressDataCost: '0';
  readonly discount: '0%';
  readonly negotiatedDiscount: '0%';
}

/** The site's prices as OpenCost reads them. An ODC has no spot nodes: a node labelled so costs the same. */
export function pricingModel(prices: Prices, cluster: string): PricingModel {
  const [cpu, memory, gpu] = [hourly(prices.cpu), hourly(prices.memory), hourly(prices.gpu)];
  return {
    provider: 'custom',
    description: `Prices of ${cluster}, from components.opencost.prices`,
    customPricesEnabled: 'true',
    currencyCode: 'EUR',
    CPU: cpu,
    spotCPU: cpu,
    RAM: memory,
    spotRAM: memory,
    GPU: gpu,
    spotGPU: gpu,
    storage: hourly(prices.storage),
    zoneNetworkEgress: '0',
    regionNetworkEgress: '0',
    internetNetworkEgress: decimal(prices.egress),
    natGatewayEgress: '0',
    natGatewayIngress: '0',
    firstFiveForwardingRulesCost: '0',
    additionalForwardingRuleCost: '0',
    LBIngressDataCost: '0',
    discount: '0%',
    negotiatedDiscount: '0%',
  };
}
