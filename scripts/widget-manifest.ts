/**
 * The custom elements manifest (schema 1.0.0), by which editors know the element: what its README says, so that there is
 * one place to say it. What cannot be read there ends the build.
 */
type Named = {name: string; description?: string};

/** Names between backticks. */
const names = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Rows of the table that begins with this heading. */
function tableOf(readme: string, first: string): string[][] {
  const [, rows = ''] = new RegExp(`^\\| ${first} .*\\n\\| ---.*\\n((?:\\|.*\\n)+)`, 'm').exec(readme) ?? [];
  if (!rows) throw new Error(`The widget's README has no table of each ${first}`);
  return rows
    .trim()
    .split('\n')
    .map(row =>
      row
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
}

/** The paragraph that begins so. */
function paragraphOf(readme: string, begin: string): string {
  const paragraph = readme.split('\n\n').find(text => text.startsWith(begin));
  if (!paragraph) throw new Error(`The widget's README has no paragraph that begins with: ${begin}`);
  return paragraph.slice(begin.length).replaceAll('\n', ' ');
}

/** `name` (what it is for), and so on. */
function listOf(paragraph: string): Named[] {
  return [...paragraph.matchAll(/`([\w-]+)`(?: \(([^)`]*)\))?/g)].map(([, name = '', description]) => ({
    name,
    ...(description && {description}),
  }));
}

type Field = {attribute: string; property: string; fallback: string; description: string};

function fieldsOf(readme: string): Field[] {
  return tableOf(readme, 'attribute').flatMap(
    ([attributes = '', properties = '', fallback = '', description = '']) =>
      names(properties).map((property, i) => ({
        attribute: names(attributes)[i] ?? '',
        property,
        fallback: /^`([^`]+)`$/.exec(fallback)?.[1] ?? '',
        description,
      })),
  );
}

export function manifestOf(readme: string): object {
  const fields = fieldsOf(readme);
  const methods = tableOf(readme, 'method').flatMap(([calls = '', description = '']) =>
    names(calls).map(call => ({kind: 'method', name: call.replace(/\(.*/, ''), description})),
  );
  const declaration = {
    kind: 'class',
    name: 'PlaintalkWidget',
    tagName: 'plaintalk-widget',
    customElement: true,
    description:
      'A clinic’s chat: a button in the corner and the conversation behind it, or the conversation alone.',
    attributes: fields
      .filter(({attribute}) => attribute)
      .map(({attribute, property, fallback, description}) => ({
        name: attribute,
        fieldName: property,
        description,
        ...(fallback && {default: fallback}),
      })),
    members: [
      ...fields.map(({property, description}) => ({kind: 'field', name: property, description})),
      ...methods,
    ],
    events: names(paragraphOf(readme, 'Events bubble and cross shadow roots:'))
      .filter(name => name.startsWith('plaintalk-'))
      .map(name => ({name, type: {text: 'PlaintalkEvent'}})),
    slots: listOf(paragraphOf(readme, 'Slots:')),
    cssParts: names(paragraphOf(readme, 'Parts:')).map(name => ({name})),
    cssProperties: names(paragraphOf(readme, 'Custom properties, set on the element:')).map(name => ({
      name: name.replace(/^(?:--plaintalk)?-/, '--plaintalk-'),
    })),
  };
  const reference = {name: 'PlaintalkWidget', module: 'index.js'};
  const exported = [
    {kind: 'js', name: 'PlaintalkWidget', declaration: reference},
    {kind: 'custom-element-definition', name: 'plaintalk-widget', declaration: reference},
  ];
  const module = {
    kind: 'javascript-module',
    path: 'index.js',
    declarations: [declaration],
    exports: exported,
  };
  return {schemaVersion: '1.0.0', readme: 'README.md', modules: [module]};
}
