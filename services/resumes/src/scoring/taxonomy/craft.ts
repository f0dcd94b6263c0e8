import { skillsOf } from './skill.ts';

const BROWSER_TEST = { family: 'browser-testing', implies: ['Test Automation'] };
const UNIT_TEST = { family: 'unit-testing', implies: ['Unit Testing'] };

/** The shape of systems. */
export const ARCHITECTURE = skillsOf('Architecture', [
  {
    name: 'Microservices',
    aliases: ['microservice', 'micro-services', 'microservice architecture', 'service-oriented architecture', 'soa'],
  },
  { name: 'Distributed Systems', aliases: ['distributed computing', 'distributed system'] },
  { name: 'Event-Driven Architecture', aliases: ['event-driven', 'event driven', 'event sourcing', 'cqrs'] },
  {
    name: 'Domain-Driven Design',
    aliases: ['domain driven design', 'ddd', 'hexagonal architecture', 'clean architecture'],
  },
  { name: 'System Design', aliases: ['software architecture', 'solution architecture', 'systems design'] },
  { name: 'Design Patterns', aliases: ['solid principles', 'object-oriented programming', 'object-oriented', 'oop'] },
  { name: 'Functional Programming', family: 'functional' },
  { name: 'Concurrency', aliases: ['multithreading', 'parallel programming', 'async programming'] },
  { name: 'Algorithms', aliases: ['data structures', 'algorithms and data structures'] },
  { name: 'Caching', aliases: ['cache design'] },
  { name: 'Scalability', aliases: ['high availability', 'fault tolerance', 'high-traffic', 'scalable systems'] },
  { name: 'Performance Optimization', aliases: ['performance tuning', 'profiling', 'performance optimisation'] },
]);

/** Proving that it works. */
export const TESTING = skillsOf('Testing', [
  { name: 'Unit Testing', aliases: ['unit tests', 'automated tests', 'automated testing'] },
  {
    name: 'Test Automation',
    aliases: ['automation testing', 'qa automation', 'end-to-end testing', 'e2e testing', 'e2e tests'],
  },
  { name: 'TDD', aliases: ['test-driven development', 'test driven development', 'bdd'], implies: ['Unit Testing'] },
  { name: 'Jest', ambiguous: true, ...UNIT_TEST },
  { name: 'Vitest', aliases: ['mocha', 'jasmine'], ...UNIT_TEST },
  { name: 'JUnit', aliases: ['mockito', 'testng'], ...UNIT_TEST },
  { name: 'pytest', ...UNIT_TEST },
  { name: 'RSpec', ...UNIT_TEST },
  { name: 'Selenium', aliases: ['webdriver'], ...BROWSER_TEST },
  { name: 'Cypress', ...BROWSER_TEST },
  { name: 'Playwright', aliases: ['puppeteer'], ...BROWSER_TEST },
  { name: 'Appium', ...BROWSER_TEST },
  { name: 'Postman', aliases: ['api testing', 'rest assured'] },
  { name: 'Load Testing', aliases: ['performance testing', 'jmeter', 'k6', 'gatling', 'locust'] },
  { name: 'Manual Testing', aliases: ['exploratory testing', 'test plans', 'test cases'] },
]);

/** Keeping it out of the wrong hands. */
export const SECURITY = skillsOf('Security', [
  {
    name: 'Application Security',
    aliases: ['appsec', 'owasp', 'secure coding', 'threat modeling', 'threat modelling'],
  },
  { name: 'Penetration Testing', aliases: ['pentesting', 'pen testing', 'ethical hacking', 'oscp', 'burp suite'] },
  { name: 'Network Security', aliases: ['firewalls', 'ids/ips', 'zero trust'] },
  { name: 'Cloud Security', aliases: ['iam', 'cspm'] },
  { name: 'SIEM', aliases: ['security operations', 'soc analyst'] },
  { name: 'OAuth', aliases: ['oauth2', 'oauth 2.0', 'openid connect', 'oidc', 'saml', 'sso', 'jwt'] },
  { name: 'Cryptography', aliases: ['pki', 'tls', 'encryption'] },
  { name: 'Secrets Management', aliases: ['hashicorp vault', 'vault'] },
  { name: 'Compliance', aliases: ['gdpr', 'iso 27001', 'soc 2', 'pci dss', 'hipaa'] },
]);
