import { skillsOf } from './skill.ts';

const REACT = { implies: ['React', 'JavaScript'], family: 'meta-framework' };
const STYLING = { family: 'css-tooling', implies: ['CSS'] };

/** What runs in browsers, and what builds it. */
export const FRONTEND = skillsOf('Frontend', [
  { name: 'React', aliases: ['react.js', 'reactjs', 'react hooks'], family: 'ui-framework', implies: ['JavaScript'] },
  { name: 'Vue', aliases: ['vue.js', 'vuejs', 'vue 3'], family: 'ui-framework', implies: ['JavaScript'] },
  {
    name: 'Angular',
    aliases: ['angular 2', 'angularjs', 'angular.js'],
    family: 'ui-framework',
    implies: ['TypeScript'],
  },
  { name: 'Svelte', aliases: ['sveltekit'], family: 'ui-framework', implies: ['JavaScript'] },
  { name: 'Next.js', aliases: ['nextjs'], ...REACT },
  { name: 'Remix', ambiguous: true, ...REACT },
  { name: 'Gatsby', ...REACT },
  { name: 'Nuxt', aliases: ['nuxt.js', 'nuxtjs'], family: 'meta-framework', implies: ['Vue', 'JavaScript'] },
  { name: 'Redux', aliases: ['redux toolkit'], family: 'state-management', implies: ['React'] },
  { name: 'MobX', family: 'state-management', implies: ['React'] },
  { name: 'RxJS', family: 'state-management' },
  { name: 'jQuery', implies: ['JavaScript'] },
  { name: 'Web Components', aliases: ['lit', 'custom elements'], family: 'ui-framework' },
  { name: 'D3', aliases: ['d3.js', 'd3js'], implies: ['JavaScript', 'Data Visualization'] },
  { name: 'Three.js', aliases: ['threejs', 'webgl'], implies: ['JavaScript'] },
  { name: 'Tailwind CSS', aliases: ['tailwind', 'tailwindcss'], ...STYLING },
  { name: 'Sass', aliases: ['scss'], ...STYLING },
  { name: 'Bootstrap', ambiguous: true, ...STYLING },
  { name: 'Styled Components', aliases: ['css-in-js', 'emotion.js'], ...STYLING },
  { name: 'Webpack', family: 'bundler' },
  { name: 'Vite', aliases: ['vitejs'], family: 'bundler' },
  { name: 'Babel', family: 'bundler' },
  { name: 'Storybook' },
  { name: 'Web Accessibility', aliases: ['accessibility', 'a11y', 'wcag', 'wai-aria'] },
  { name: 'Responsive Design', aliases: ['responsive web design', 'mobile-first'], implies: ['CSS'] },
  { name: 'Web Performance', aliases: ['core web vitals', 'lighthouse', 'page speed'] },
  { name: 'SEO', aliases: ['search engine optimization'] },
  { name: 'PWA', aliases: ['progressive web apps', 'progressive web app', 'service workers'] },
]);

/** Phones and tablets. */
export const MOBILE = skillsOf('Mobile', [
  { name: 'Android', aliases: ['android sdk', 'jetpack compose'], family: 'mobile-platform' },
  { name: 'iOS', aliases: ['ios sdk', 'swiftui', 'uikit'], family: 'mobile-platform' },
  { name: 'React Native', family: 'mobile-cross', implies: ['React', 'JavaScript'] },
  { name: 'Flutter', family: 'mobile-cross', implies: ['Dart'] },
  { name: 'Ionic', aliases: ['cordova', 'capacitor'], family: 'mobile-cross' },
  { name: 'Xamarin', aliases: ['.net maui', 'maui'], family: 'mobile-cross', implies: ['C#'] },
]);
