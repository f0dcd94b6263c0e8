/** CVs of the demonstration's job seekers, so that a hiring team's first ranking is not empty. */

/** The CV of one demo user. */
export interface DemoCv {
  /** Fixed: `auth` knows the person by it. */
  readonly userId: string;
  readonly fileName: string;
  readonly text: string;
}

const SAM = `Sam Okafor
Senior Backend Engineer
sam.okafor@example.test | +234 1 555 0111 | github.com/samokafor-example | Lagos

Summary
Backend engineer with 8 years of experience building payment and hiring APIs in Node.js and TypeScript. Likes small
services, boring databases and tests that run in milliseconds.

Experience
Senior Backend Engineer, Ledgerline — Mar 2021 – present
- Designed REST APIs in TypeScript and Fastify that serve 4,000 requests per second at a p99 of 60 ms
- Moved the order store from MySQL to PostgreSQL without downtime and cut query times by 70%
- Introduced Kafka for event-driven invoicing, and Redis for caching
- Runs everything on k8s with Helm; on-call lead for 3 teams

Backend Developer, Parcelwise — Jun 2017 – Feb 2021
- Built Express services in Node.js, later microservices with RabbitMQ on AWS
- Wrote Jest and Playwright suites; set up GitHub Actions pipelines and Docker images

Skills
JavaScript, TypeScript, Node.js, PostgreSQL, Redis, Kafka, Docker, Kubernetes, AWS, Terraform, Git, REST, GraphQL

Education
BSc Computer Science, University of Lagos, 2014 – 2017`;

const INES = `Ines Albrecht
Site Reliability Engineer
ines.albrecht@example.test | +49 30 5550 1212 | linkedin.com/in/ines-example | Berlin

Profile
Reliability engineer with 9 years of experience in keeping large Kubernetes platforms up and their teams asleep at night.

Experience
Lead Site Reliability Engineer, Nordlicht Cloud — 01/2020 – today
- Runs 40 Kubernetes clusters on Google Cloud for 120 developers; wrote the operators in Go
- Introduced SLOs and error budgets; pages per week fell by 85%
- Prometheus, Alertmanager and Grafana for 3 million time series; OpenTelemetry tracing across 60 services
- Leads game days and chaos engineering, writes blameless postmortems

DevOps Engineer, Hafenlogistik — 04/2016 – 12/2019
- Terraform and Ansible for 300 Linux servers; GitLab CI for 25 teams
- Brought PostgreSQL backups down from 6 hours to 20 minutes

Skills
Go, Python, Bash, Kubernetes, Docker, Terraform, Ansible, Helm, Argo CD, Prometheus, Grafana, GCP, Linux, PostgreSQL

Education
M.Sc. Computer Science, TU Berlin, 2014 – 2016
CKA certified`;

const JONAS = `Jonas Weber
Frontend Engineer
jonas.weber@example.test | jonasweber.example | Hamburg

About me
Frontend engineer who cares about accessible, fast interfaces. 5 years of professional experience with React.

Experience
Frontend Engineer, Kiosk Media — 2022 – present
- Rebuilt the reader in React, Next.js and TypeScript; Core Web Vitals green on 96% of page views
- Maintains a design system in Storybook used by 6 teams; WCAG 2.2 AA audited
- End-to-end tests in Playwright, unit tests in Vitest

Junior Web Developer, Pixelhof — 2020 – 2022
- Vue and Nuxt shops with Tailwind CSS, headless WordPress
- Some Node.js for server rendering; no experience with Kubernetes

Skills
JavaScript, TypeScript, React, Redux, Next.js, Vue, HTML, CSS, Sass, Vite, Figma, Git

Education
B.Sc. Media Informatics, HAW Hamburg, 2017 – 2020`;

const MEI = `Mei Tanaka
Data Engineer
mei.tanaka@example.test | +81 3 5550 0199 | Osaka

Summary
Data engineer, 6 years of experience with Python and Spark, from raw events to tables people trust.

Experience
Senior Data Engineer, Osaka Mobility — 2021 – present
- Builds Spark and Airflow pipelines that process 2 TB a day on AWS
- Models the warehouse in dbt and Snowflake; tests catch 98% of broken loads before anybody sees them
- Streams events from Kafka with Flink

Data Engineer, Sakura Retail — 2019 – 2021
- Python and SQL pipelines into Redshift; dashboards in Tableau
- Trained demand models with scikit-learn and pandas

Skills
Python, SQL, Scala, Apache Spark, Airflow, dbt, Snowflake, Kafka, AWS, Docker, Terraform, PostgreSQL

Education
Master of Science in Statistics, University of Tokyo, 2017 – 2019`;

const LENA = `Lena Novak
Product Designer
lena.novak@example.test | lenanovak.example | Prague

Profile
Product designer with 7 years of experience in business software, from first interview to shipped pixels.

Experience
Senior Product Designer, Fleetly — 2020 – present
- Led the redesign of dispatching; task time fell by 35% for 12,000 users
- Runs user research and usability testing every two weeks; keeps the design system in Figma
- Works with frontend engineers in HTML and CSS prototypes

UX Designer, Studio Vltava — 2017 – 2020
- Wireframes, interaction design and accessibility reviews for 20 clients

Skills
Figma, Sketch, user research, wireframing, prototyping, design systems, accessibility, A/B testing, HTML, CSS

Education
BA Interaction Design, Academy of Arts Prague, 2013 – 2017`;

/** In the order of the demo users. */
export const DEMO_CVS: readonly DemoCv[] = [
  { userId: '00000000-0000-4000-8000-000000000011', fileName: 'Sam Okafor.txt', text: SAM },
  { userId: '00000000-0000-4000-8000-000000000012', fileName: 'Ines Albrecht.txt', text: INES },
  { userId: '00000000-0000-4000-8000-000000000013', fileName: 'Jonas Weber.txt', text: JONAS },
  { userId: '00000000-0000-4000-8000-000000000014', fileName: 'Mei Tanaka.txt', text: MEI },
  { userId: '00000000-0000-4000-8000-000000000015', fileName: 'Lena Novak.txt', text: LENA },
];
