import { describe, expect, it } from 'vitest';
import { readLines } from './mentions.ts';
import { linesOf } from './words.ts';

function mentioned(text: string): readonly string[] {
  return readLines(linesOf(text)).flatMap(({ mentions }) =>
    mentions.map(({ skill, denied }) => (denied ? `not ${skill.name}` : skill.name)),
  );
}

describe('mentions', () => {
  it.each([
    ['JavaScript is not Java', ['JavaScript', 'not Java']],
    ['Skills: C, C++ and C#', ['C', 'C++', 'C#']],
    ['C/C++ firmware', ['C', 'C++', 'Embedded Systems']],
    ['Vitamin C, plan C and a C-level meeting', []],
    ['Go, Rust', ['Go', 'Rust']],
    ['services in Go and Python', ['Go', 'Python']],
    ['Go to market strategy; I go to work', []],
    ['Ready to Go the extra mile', []],
    ['golang developer', ['Go']],
    ['R&D department', []],
    ['Python, R, SQL', ['Python', 'R', 'SQL']],
    ['Worked in R&D with R and Python', ['R', 'Python']],
    ['Spring Boot services', ['Spring Boot']],
    ['In the spring, boot camps express interest', []],
    ['ASP.NET Core and .NET 8', ['ASP.NET', '.NET']],
    ['React.js, Node.js, vue.js', ['React', 'Node.js', 'Vue']],
    ['react native apps', ['React Native']],
    ['k8s and postgres', ['Kubernetes', 'PostgreSQL']],
    ['CI/CD with GitHub Actions', ['CI/CD', 'GitHub Actions']],
    ['Objective-C', ['Objective-C']],
    ['REST-APIs', ['REST APIs']],
    ['Swift responses to chef requests', []],
    ['Excel at what you do', []],
    ['T-SQL and PL/SQL', ['SQL', 'PL/SQL']],
    ['Git', ['Git']],
    ['github.com/ada | ada@python.org | https://go.dev/c', []],
    ['ASP.NET, Socket.io, Node.js', ['ASP.NET', 'WebSockets', 'Node.js']],
    ['digital transformation, category, legitimate', []],
  ])('reads %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expected);
  });

  it.each([
    ['No experience with Kubernetes', ['not Kubernetes']],
    ['I have never used Docker or Terraform.', ['not Docker', 'not Terraform']],
    ['Not familiar with React, but fluent in Vue', ['not React', 'Vue']],
    ['Docker (no experience), Ansible', ['not Docker', 'Ansible']],
    ['Kubernetes: none', ['not Kubernetes']],
    ['Kubernetes is not required', ['not Kubernetes']],
    ['Moved to PostgreSQL without downtime using Debezium and Kafka', ['PostgreSQL', 'Apache Kafka']],
    ['No experience with\nKubernetes', ['not Kubernetes']],
    ['Not only Java but also Kotlin', ['Java', 'Kotlin']],
    ['No Java. Python daily', ['not Java', 'Python']],
  ])('tells denial from claim in %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expected);
  });
});
