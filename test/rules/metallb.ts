import type { RuleCase } from './rule-case.ts';

const speaker = (pod: string) => `namespace="metallb-system",job="metallb-speaker",pod="${pod}"`;
const up = (pod: string) => `up{${speaker(pod)}}`;
const session = (pod: string, peer = '10.20.0.1:179') => `metallb_bgp_session_up{${speaker(pod)},peer="${peer}"}`;
const service = 'namespace="team",service="app"';
const pool = (of: 'total' | 'in_use_total', name: string) => `metallb_allocator_addresses_${of}{job="metallb-controller",pool="${name}"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when the controller of MetalLB does not answer',
    rule: 'MetalLbControllerDown',
    series: { 'up{job="metallb-controller"}': '0x30' },
    at: '15m',
    fires: [{}],
  },
  { name: 'is quiet while the controller of MetalLB answers', rule: 'MetalLbControllerDown', series: { 'up{job="metallb-controller"}': '1x30' }, at: '15m' },
  {
    name: 'tells which speaker does not answer',
    rule: 'MetalLbSpeakerDown',
    series: { [up('a')]: '1x30', [up('b')]: '0x30' },
    at: '15m',
    fires: [{ namespace: 'metallb-system', job: 'metallb-speaker', pod: 'b' }],
  },
  { name: 'is quiet about a speaker that restarts', rule: 'MetalLbSpeakerDown', series: { [up('a')]: '1x5 0x5 1x20' }, at: '15m' },
  {
    name: 'tells when no speaker answers',
    rule: 'MetalLbNobodyAnnounces',
    series: { [up('a')]: '0x30', [up('b')]: '0x30' },
    at: '5m',
    fires: [{}],
  },
  { name: 'is quiet while one speaker of two answers', rule: 'MetalLbNobodyAnnounces', series: { [up('a')]: '0x30', [up('b')]: '1x30' }, at: '15m' },
  {
    name: 'tells which pod refuses its configuration',
    rule: 'MetalLbConfigurationRefused',
    series: { [`metallb_k8s_client_config_stale_bool{${speaker('a')}}`]: '1x30', [`metallb_k8s_client_config_stale_bool{${speaker('b')}}`]: '0x30' },
    at: '10m',
    fires: [{ namespace: 'metallb-system', job: 'metallb-speaker', pod: 'a' }],
  },
  {
    name: 'is quiet about a configuration that is mended at once',
    rule: 'MetalLbConfigurationRefused',
    series: { [`metallb_k8s_client_config_stale_bool{${speaker('a')}}`]: '1x2 0x30' },
    at: '10m',
  },
  {
    name: 'tells which Service waits for an address',
    rule: 'ServiceWithoutAddress',
    series: { [`kube_service_spec_type{${service},type="LoadBalancer"}`]: '1x30' },
    at: '15m',
    fires: [{ namespace: 'team', service: 'app', type: 'LoadBalancer' }],
  },
  {
    name: 'is quiet about a Service with an address, and one that wants none',
    rule: 'ServiceWithoutAddress',
    series: {
      [`kube_service_spec_type{${service},type="LoadBalancer"}`]: '1x30',
      [`kube_service_status_load_balancer_ingress{${service},ip="192.0.2.5"}`]: '1x30',
      'kube_service_spec_type{namespace="team",service="db",type="ClusterIP"}': '1x30',
    },
    at: '15m',
  },
  {
    name: 'tells which pool is nearly empty',
    rule: 'MetalLbPoolFillsUp',
    series: { [pool('total', 'public')]: '10x60', [pool('in_use_total', 'public')]: '10x60' },
    at: '45m',
    fires: [{ namespace: 'metallb-system', job: 'metallb-controller', pool: 'public' }],
  },
  {
    name: 'is quiet about a pool with room, and about one of a single address that is given',
    rule: 'MetalLbPoolFillsUp',
    series: {
      [pool('total', 'public')]: '10x60',
      [pool('in_use_total', 'public')]: '9x60',
      [pool('total', 'gateway')]: '1x60',
      [pool('in_use_total', 'gateway')]: '1x60',
    },
    at: '45m',
  },
  {
    name: 'tells which router has no session with any node',
    rule: 'MetalLbRouterLost',
    series: { [session('a')]: '0x10', [session('b')]: '0x10', [session('a', '10.20.0.2:179')]: '1x10' },
    at: '5m',
    fires: [{ peer: '10.20.0.1:179' }],
  },
  {
    name: 'is quiet while a router has a session with some node',
    rule: 'MetalLbRouterLost',
    series: { [session('a')]: '0x10', [session('b')]: '1x10' },
    at: '5m',
  },
  {
    name: 'tells which node alone has no session',
    rule: 'MetalLbSessionDown',
    series: { [session('a')]: '0x30', [session('b')]: '1x30' },
    at: '15m',
    fires: [{ namespace: 'metallb-system', job: 'metallb-speaker', pod: 'a', peer: '10.20.0.1:179' }],
  },
  {
    name: 'leaves a router that is lost to all to its own alert',
    rule: 'MetalLbSessionDown',
    series: { [session('a')]: '0x30', [session('b')]: '0x30' },
    at: '15m',
  },
];
