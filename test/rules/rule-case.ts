/** One run of `promtool test rules` over a component's rules: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface RuleCase {
  /** The case as a rule, such as `tells when a certificate is about to end`. */
  readonly name: string;
  /** The alert's name, or the recorded metric's. */
  readonly rule: string;
  /** Series by name and labels, with values in promtool's notation, one each minute: `{ 'up{job="x"}': '0x30' }`. */
  readonly series: Readonly<Record<string, string>>;
  /** When the first value of each series is, such as `2027-05-15T00:00:00Z`, for rules that ask the time. Default: 1970. */
  readonly from?: string;
  /** When it is asked, counted from the first value, such as 15m. */
  readonly at: string;
  /** For an alert: the labels of each firing one, without alertname and severity; none when it stays quiet. `absent(up{…} == 1)` fires without labels: `[{}]`. */
  readonly fires?: readonly Readonly<Record<string, string>>[];
  /** For a recording: each sample, as `labels` (such as `{namespace="a"}`) and value. */
  readonly records?: readonly { readonly labels: string; readonly value: number }[];
}
