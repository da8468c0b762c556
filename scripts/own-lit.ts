/**
 * Lit as the widget carries it: without what our templates and our one element never ask of it (directives, SVG,
 * comments, controllers, decorators, converters of its own), and without what it does for browsers that cannot adopt
 * a style sheet. A place of its source that is not written as it was stops the build. What keeps a text from being
 * taken for a template stays as it is.
 *
 * Lit asks for a Trusted Types policy of its own name; the one that pages have to allow is ours. And it keeps count of
 * its copies in globals, of which we leave none.
 */
import {basename, join} from 'node:path';
import type {Plugin} from 'rollup';
import {
  attributePart,
  construct,
  createProperty,
  listen,
  observedAttributes,
  performUpdate,
  requestUpdate,
  template,
  templateInstance,
  toAttribute,
} from './lit-stand-ins.ts';

type Change = readonly [said: RegExp, instead: string];

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** From where one text begins to where the other ends. */
const cut = (from: string, to: string, instead = ''): Change => [
  new RegExp(`${literal(from)}[^]*?${literal(to)}`, 'g'),
  instead,
];
const off = (name: string) => cut(`const ${name} = `, ';', `const ${name} = false;`);
/** All lines that begin so. */
const lines = (begin: string): Change => [new RegExp(`(?<=\n) *${literal(begin)}.*\n`, 'g'), ''];
/** What begins so and ends with a bracket at the same indentation: a statement, or a member of a class. */
const block = (begin: string, instead = ''): Change => [
  new RegExp(`(?<=\n)( *)${literal(begin)}[^]*?\n\\1}(?=\n)`, 'g'),
  instead,
];

/** Lit counts its copies. */
const counted: Change = [/\(global\.\w+Versions \?\?= \[\]\)\.push\(/, '('];
/** What stands in the place of something is written for this one. */
const version = (number: string): Change => [new RegExp(`(?<=')${literal(number)}(?=')`), number];
/** Names that another compiler would change. */
const named: Change = [/JSCompiler_renameProperty\(('\w+'), \w+\)/g, '$1'];

const changes: Record<string, readonly Change[]> = {
  'reactive-element': [
    version('2.1.2'),
    off('DEV_MODE'),
    counted,
    named,
    lines('import { getCompatibleStyle, adoptStyles'),
    lines("export * from './css-tag.js'"),
    lines('Symbol.metadata ??='),
    lines('global.litPropertyMetadata ??='),
    lines('polyfillSupport?.('),
    block('static addInitializer('),
    block('addController('),
    block('removeController('),
    lines('this.__controllers?.'),
    // Each of our properties says all of itself, and no rendering asks which of them has changed.
    block('static createProperty(', createProperty),
    block('static getPropertyDescriptor('),
    block('static __prepare('),
    block('static get observedAttributes(', observedAttributes),
    block('static finalize('),
    block('static finalizeStyles('),
    block('static getPropertyOptions('),
    block('static __attributeNameForProperty('),
    block('constructor(', construct),
    block('__initialize('),
    block('__saveInstanceProperties('),
    block('createRenderRoot('),
    lines('enableUpdating(_requestedUpdate)'),
    cut(
      'this.renderRoot ??=\n            this.createRenderRoot();\n',
      'this.enableUpdating',
      'this.enableUpdating',
    ),
    block('disconnectedCallback('),
    block('requestUpdate(', requestUpdate),
    block('_$changeProperty('),
    block('__propertyToAttribute(', toAttribute),
    cut("typeof options.converter === 'function'", ': defaultConverter', 'options.converter'),
    cut('convertedValue ??', ';', 'convertedValue;'),
    [/ctor\.getPropertyOptions\(/g, 'ctor.elementProperties.get('],
    cut('const emptyStringForBooleanAttribute =', "'';"),
    block('attributeChangedCallback('),
    [/_\$attributeToProperty\(name, value\) \{/, 'attributeChangedCallback(name, _old, value) {'],
    cut('const result = this.scheduleUpdate()', 'return !this.isUpdatePending;', 'this.performUpdate();'),
    block('scheduleUpdate('),
    [/this\.getUpdateComplete\(\)/, 'this.__updatePromise'],
    block('getUpdateComplete('),
    block('performUpdate(', performUpdate),
    block('_$didUpdate('),
    block('__markUpdated('),
    [/this\.__markUpdated\(\)/g, 'this.isUpdatePending = false'],
    block('shouldUpdate('),
    lines('willUpdate(_changedProperties) { }'),
    lines('updated(_changedProperties) { }'),
    lines('firstUpdated('),
    lines('ReactiveElement.elementStyles ='),
    lines("ReactiveElement['elementProperties'] ="),
    lines("ReactiveElement['finalized'] ="),
    lines('ReactiveElement.shadowRootOptions ='),

    [/(?<=\()_?changedProperties(?=\))/g, ''],
  ],
  'lit-element': [
    version('4.2.2'),
    off('DEV_MODE'),
    counted,
    named,
    lines('polyfillSupport?.('),
    lines('global.litElementHydrateSupport?.('),
    lines("LitElement['_$litElement$']"),
    lines("LitElement['finalized'] ="),
    block('createRenderRoot('),
    block('if (!this.hasUpdated)'),
    block('connectedCallback('),
    block('disconnectedCallback('),
    block('render('),
    block('constructor('),
    [/(?<=\()changedProperties(?=\))/g, ''],
    [/this\.__childPart = (.*), this\.renderRoot, this\.renderOptions/, '$1, this.shadowRoot'],
  ],
  'lit-html': [
    version('3.3.3'),
    off('DEV_MODE'),
    counted,
    off('ENABLE_EXTRA_SECURITY_HOOKS'),
    off('ENABLE_SHADYDOM_NOPATCH'),
    cut('const policy = trustedTypes', ': undefined;'),
    cut('export const _$LH = {', '};'),
    lines('polyfillSupport?.('),
    // Directives, and what they want to know.
    [/resolveDirective\(this, ([^,()]+)(?:, [^()]*)?\)/g, '$1'],
    [/ && value !== noChange/g, ''],
    // Templates that were made before, and of what kind they are.
    cut("typeof type === 'number'", 'type);', 'this._$getTemplate(result);'),
    [/(?:, )?\['_\$litType\$'\]: type,?/g, ''],
    [/value\['_\$litType\$'\] !== undefined/, 'value.strings'],
    [/, (?:directiveParent = this|noCommit|part(?=, i\)))/g, ''],
    block('get _$isConnected('),
    block('setConnected('),
    lines('this._$disconnectableChildren = undefined'),
    lines('this._$notifyConnectionChanged?.('),
    // Any text but an attribute's or an element's own, any attribute that is there or not, or of several pieces.
    cut('const getTemplateHtml =', '\n};'),
    block('class Template {', template),
    block('class TemplateInstance {', templateInstance),
    block('class AttributePart {', attributePart),
    block('class BooleanAttributePart'),
    block('class ElementPart'),
    [/value === nothing \? undefined : value/, 'value'],
    cut('const isIterable = (value) =>', "'function';", 'const isIterable = isArray;'),
    // Nodes that stand for others, and values that are functions.
    [/(?<!const )\bwrap\(([\w.$]+)\)/g, '$1'],
    [/(?<!const )\bwrap\(([\w.$]+)\)/g, '$1'],
    [
      /value === null \|\|\s+\(typeof value != 'object' && typeof value != 'function'\)/,
      'Object(value) !== value',
    ],
    [/, partIndex(?=\);\n)|, from(?=\) \{\n)/g, ''],
    // Getters, and names of kinds, for whoever looks from outside.
    block('get startNode('),
    block('get endNode('),
    lines('this.type = '),
    block('constructor() {'),
    block('constructor(element, name, strings, parent, options) {\n        super('),
    block('get parentNode('),
    lines('this._$parent = parent'),
    lines('this.__isConnected ='),
    [/, (?:parent|this)(?=\))/g, ''],
    [/(?<=new ChildPart\().*endNode\), endNode, undefined/, 'container.appendChild(createMarker()), null'],
    lines('const endNode ='),
    // Options of a rendering.
    lines('this.options = options'),
    [/, (?:this\.)?options(?= \?\? \{\}|[,)])|(?<=_clone\()(?:this\.)?options/g, ''],
    [/options\?\.\w+ \?\? | \?\? \{\}/g, ''],
    // Listeners with options, or that are objects, or that go away.
    block('_$setValue(newListener', listen),
    block('handleEvent(', 'handleEvent(event) { this._$committedValue(event); }'),
  ],
};

/** One notice for all of Lit instead of one in each of its modules. */
export const litNotice = '/*! Lit: Copyright Google LLC, SPDX-License-Identifier: BSD-3-Clause */';

/** Its source with names and comments, which `ownLit` knows. */
export const litConditions = ['development', 'browser'];

/** `modules`: the folder of the compiled widget. */
export function ownLit(modules: string): Plugin {
  const policy = JSON.stringify(join(modules, 'policy.js'));
  return {
    name: 'own-lit',
    transform(code, id) {
      const name = basename(id, '.js');
      if (/\/lit(?:-html)?\/.*directive/.test(id)) throw new Error('Lit is carried without directives');
      const own = changes[name];
      if (!own) return null;
      const changed = own.reduce((text, [said, instead]) => {
        if (text.search(said) < 0) throw new Error(`${name} is written in another way than it was: ${said}`);
        return text.replace(said, instead);
      }, code);
      return {code: name === 'lit-html' ? `import {policy} from ${policy};${changed}` : changed, map: null};
    },
  };
}
