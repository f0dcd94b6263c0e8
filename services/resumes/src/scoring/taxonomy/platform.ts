import { skillsOf } from './skill.ts';

const AWS = { implies: ['AWS'] };
const MANAGED_KUBERNETES = { family: 'managed-kubernetes' };
const PIPELINE = { family: 'pipeline', implies: ['CI/CD'] };

/** Rented infrastructure. */
export const CLOUD = skillsOf('Cloud', [
  { name: 'AWS', aliases: ['amazon web services', 'amazon aws'], family: 'cloud' },
  { name: 'Azure', aliases: ['microsoft azure'], family: 'cloud' },
  { name: 'Google Cloud', aliases: ['gcp', 'google cloud platform'], family: 'cloud' },
  { name: 'DigitalOcean', aliases: ['hetzner', 'ovh', 'linode'], family: 'cloud' },
  { name: 'EC2', ...AWS },
  { name: 'S3', aliases: ['amazon s3'], family: 'object-storage', ...AWS },
  { name: 'Azure Blob Storage', aliases: ['blob storage'], family: 'object-storage', implies: ['Azure'] },
  { name: 'AWS Lambda', aliases: ['lambda functions', 'lambda'], implies: ['AWS', 'Serverless'] },
  { name: 'RDS', aliases: ['amazon rds', 'aurora'], ...AWS },
  {
    name: 'CloudFormation',
    aliases: ['aws cdk', 'cdk'],
    family: 'infrastructure-as-code',
    implies: ['AWS', 'Infrastructure as Code'],
  },
  { name: 'EKS', aliases: ['amazon eks'], implies: ['Kubernetes', 'AWS'], ...MANAGED_KUBERNETES },
  { name: 'AKS', aliases: ['azure kubernetes service'], implies: ['Kubernetes', 'Azure'], ...MANAGED_KUBERNETES },
  {
    name: 'GKE',
    aliases: ['google kubernetes engine'],
    implies: ['Kubernetes', 'Google Cloud'],
    ...MANAGED_KUBERNETES,
  },
  { name: 'ECS', aliases: ['fargate', 'amazon ecs'], family: 'container-orchestration', ...AWS },
  { name: 'Serverless', aliases: ['cloud functions', 'azure functions', 'cloud run'] },
  { name: 'Cloudflare', aliases: ['fastly', 'akamai', 'cdn'] },
  { name: 'OpenStack', family: 'private-cloud' },
  { name: 'VMware', aliases: ['vsphere', 'esxi', 'proxmox'], family: 'private-cloud' },
]);

/** From a commit to something that runs. */
export const OPERATIONS = skillsOf('Delivery and operations', [
  { name: 'Docker', aliases: ['dockerfile', 'docker compose', 'docker-compose'], family: 'containers' },
  { name: 'Podman', aliases: ['buildah', 'containerd'], family: 'containers' },
  { name: 'Containers', aliases: ['containerization', 'containerisation', 'containerized'], family: 'containers' },
  {
    name: 'Kubernetes',
    aliases: ['k8s', 'kube', 'kubectl', 'cka', 'ckad'],
    family: 'container-orchestration',
    implies: ['Containers'],
  },
  { name: 'OpenShift', family: 'container-orchestration', implies: ['Kubernetes'] },
  { name: 'Docker Swarm', family: 'container-orchestration', implies: ['Docker'] },
  { name: 'Nomad', aliases: ['hashicorp nomad'], family: 'container-orchestration', ambiguous: true },
  { name: 'Helm', aliases: ['helm charts', 'kustomize'], ambiguous: true, implies: ['Kubernetes'] },
  { name: 'Service Mesh', aliases: ['istio', 'linkerd'], implies: ['Kubernetes'] },
  { name: 'Argo CD', aliases: ['argocd', 'flux cd', 'fluxcd', 'gitops'], implies: ['Kubernetes', 'CI/CD'] },
  {
    name: 'Terraform',
    aliases: ['opentofu', 'hcl'],
    family: 'infrastructure-as-code',
    implies: ['Infrastructure as Code'],
  },
  { name: 'Pulumi', family: 'infrastructure-as-code', implies: ['Infrastructure as Code'] },
  {
    name: 'Bicep',
    aliases: ['arm templates'],
    family: 'infrastructure-as-code',
    implies: ['Infrastructure as Code', 'Azure'],
  },
  { name: 'Infrastructure as Code', aliases: ['iac'] },
  { name: 'Ansible', family: 'configuration-management' },
  { name: 'Puppet', family: 'configuration-management', ambiguous: true },
  { name: 'Chef', family: 'configuration-management', ambiguous: true },
  { name: 'SaltStack', family: 'configuration-management' },
  { name: 'CI/CD', aliases: ['cicd', 'ci', 'continuous integration', 'continuous delivery', 'continuous deployment'] },
  { name: 'Jenkins', ...PIPELINE },
  { name: 'GitHub Actions', ...PIPELINE },
  { name: 'GitLab CI', aliases: ['gitlab ci/cd', 'gitlab pipelines'], ...PIPELINE },
  { name: 'CircleCI', aliases: ['circle ci', 'travis ci', 'buildkite', 'teamcity', 'bamboo'], ...PIPELINE },
  { name: 'Azure DevOps', aliases: ['azure pipelines'], ...PIPELINE },
  { name: 'Git', aliases: ['github', 'gitlab', 'bitbucket', 'version control'], generic: true },
  { name: 'Linux', aliases: ['unix', 'ubuntu', 'debian', 'rhel', 'red hat', 'centos'] },
  { name: 'Windows Server', aliases: ['active directory'] },
  { name: 'Networking', aliases: ['tcp/ip', 'dns', 'load balancing', 'bgp', 'vpn'], ambiguous: true },
  { name: 'Virtualization', aliases: ['kvm', 'hyper-v', 'virtualisation'], family: 'private-cloud' },
  { name: 'DevOps' },
  { name: 'Site Reliability Engineering', aliases: ['sre', 'site reliability', 'error budgets', 'slos'] },
  { name: 'Incident Management', aliases: ['incident response', 'on-call', 'postmortems', 'blameless postmortems'] },
  { name: 'Chaos Engineering', aliases: ['chaos monkey', 'fault injection', 'game days'] },
]);

/** Seeing what runs. */
export const OBSERVABILITY = skillsOf('Observability', [
  { name: 'Prometheus', aliases: ['promql', 'alertmanager'], family: 'monitoring', implies: ['Monitoring'] },
  { name: 'Grafana', family: 'monitoring', implies: ['Monitoring'] },
  { name: 'Datadog', family: 'monitoring', implies: ['Monitoring'] },
  { name: 'New Relic', aliases: ['dynatrace', 'appdynamics'], family: 'monitoring', implies: ['Monitoring'] },
  { name: 'Nagios', aliases: ['zabbix', 'icinga'], family: 'monitoring', implies: ['Monitoring'] },
  { name: 'CloudWatch', family: 'monitoring', implies: ['Monitoring', 'AWS'] },
  { name: 'Splunk', family: 'log-analysis' },
  {
    name: 'ELK Stack',
    aliases: ['elk', 'elastic stack', 'logstash', 'kibana'],
    family: 'log-analysis',
    implies: ['Elasticsearch'],
  },
  { name: 'Loki', aliases: ['grafana loki', 'fluentd', 'fluent bit', 'graylog'], family: 'log-analysis' },
  { name: 'OpenTelemetry', aliases: ['otel', 'otlp'], family: 'tracing' },
  { name: 'Distributed Tracing', aliases: ['jaeger', 'zipkin', 'tracing'], family: 'tracing' },
  { name: 'Sentry' },
  { name: 'PagerDuty', aliases: ['opsgenie'], implies: ['Incident Management'] },
  { name: 'Monitoring', aliases: ['observability', 'alerting'] },
]);
