import { skillsOf } from './skill.ts';

const GENERIC = { generic: true };

/** How people work together. Mostly generic: few job descriptions leave them out, few CVs do. */
export const PRACTICES = skillsOf('Practices', [
  { name: 'Agile', aliases: ['agile methodologies', 'agile development'], family: 'agile', ...GENERIC },
  { name: 'Scrum', aliases: ['scrum master', 'sprint planning'], family: 'agile', ...GENERIC },
  { name: 'Kanban', family: 'agile', ...GENERIC },
  { name: 'SAFe', aliases: ['scaled agile'], family: 'agile', ambiguous: true },
  { name: 'Code Review', aliases: ['code reviews', 'pull requests'], ...GENERIC },
  { name: 'Pair Programming', aliases: ['mob programming'], ...GENERIC },
  { name: 'Technical Writing', aliases: ['technical documentation'], ...GENERIC },
  { name: 'Mentoring', aliases: ['coaching', 'mentorship', 'mentored'], ...GENERIC },
  { name: 'Leadership', aliases: ['team leadership', 'people management', 'team lead'], ...GENERIC },
  { name: 'Communication', aliases: ['communication skills', 'communicator'], ...GENERIC },
  { name: 'Teamwork', aliases: ['collaboration', 'team player', 'cross-functional'], ...GENERIC },
  { name: 'Problem Solving', aliases: ['problem-solving', 'analytical thinking', 'analytical skills'], ...GENERIC },
  { name: 'Stakeholder Management', aliases: ['stakeholder communication'], ...GENERIC },
  { name: 'Open Source', aliases: ['open-source'], ...GENERIC },
  { name: 'Jira', aliases: ['confluence', 'atlassian'], ...GENERIC },
]);

/** Product, design, sales, people and money. */
export const BUSINESS = skillsOf('Business and design', [
  { name: 'Product Management', aliases: ['product strategy', 'product roadmap', 'roadmapping', 'product discovery'] },
  { name: 'Project Management', aliases: ['pmp', 'prince2', 'project planning'] },
  { name: 'Business Analysis', aliases: ['requirements analysis', 'requirements engineering', 'bpmn'] },
  { name: 'User Research', aliases: ['usability testing', 'user interviews', 'ux research'] },
  { name: 'UX Design', aliases: ['user experience', 'ux', 'interaction design', 'wireframing', 'wireframes'] },
  { name: 'UI Design', aliases: ['user interface design', 'visual design'] },
  { name: 'Design Systems', aliases: ['design system', 'component library'] },
  { name: 'Figma', family: 'design-tool' },
  { name: 'Sketch', family: 'design-tool', ambiguous: true },
  {
    name: 'Adobe Creative Suite',
    aliases: ['photoshop', 'illustrator', 'adobe xd', 'indesign'],
    family: 'design-tool',
  },
  { name: 'Salesforce', aliases: ['apex', 'soql'], family: 'crm' },
  { name: 'HubSpot', family: 'crm' },
  { name: 'SAP', aliases: ['sap hana', 's/4hana', 'sap erp'] },
  { name: 'ServiceNow', aliases: ['itil', 'itsm'] },
  { name: 'Digital Marketing', aliases: ['sem', 'google ads', 'content marketing', 'email marketing'] },
  { name: 'Web Analytics', aliases: ['google analytics', 'amplitude', 'mixpanel'] },
  { name: 'Sales', aliases: ['account management', 'business development', 'lead generation'], ambiguous: true },
  { name: 'Customer Success', aliases: ['customer support', 'technical support'] },
  { name: 'Recruiting', aliases: ['talent acquisition', 'sourcing candidates'] },
  { name: 'Accounting', aliases: ['bookkeeping', 'gaap', 'ifrs'] },
  { name: 'Financial Modeling', aliases: ['financial analysis', 'financial modelling', 'forecasting'] },
  { name: 'E-commerce', aliases: ['ecommerce', 'shopify', 'magento'] },
]);
