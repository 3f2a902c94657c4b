/** One run of `promtool test rules` over a component's rules: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface RuleCase {
  /** The case as a rule, such as `tells when a certificate is about to end`. */
  readonly name: string;
  /** The alert's name, or the recorded metric's. */
  readonly rule: string;
  /** Series by name and labels, with values in promtool's notation, one each minute: `{ 'up{job="x"}': '0x30' }`. */
  readonly series: Readonly<Record<string, string>>;
  /** When it is asked, such as 15m. */
  readonly at: string;
  /** For an alert: the labels of each firing one, without alertname and severity; none when it stays quiet. */
  readonly fires?: readonly Readonly<Record<string, string>>[];
  /** For a recording: each sample, as `labels` and value. */
  readonly records?: readonly { readonly labels: string; readonly value: number }[];
}
