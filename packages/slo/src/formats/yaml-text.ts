/** Objects -> YAML that every reader takes for the same. */
import { Document, visit } from 'yaml';

/** Lines without blanks around them, with at most one line end after the last. */
const BLOCK = /^(?!\s)(?:[^\n]*\S\n|\n)*[^\n]*\S\n?$/;

/** Texts of several lines as blocks, where no blank could get lost; long lines stay whole. */
export function yamlText(object: object): string {
  // Readers of YAML 1.1 would take `on` and times for something else.
  const document = new Document(object, { compat: 'yaml-1.1' });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && node.value.includes('\n') && !BLOCK.test(node.value)) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}
