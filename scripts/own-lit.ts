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

/** Added once, and then only told another function. */
const listen = `_$setValue(listener) {
  if (this._$committedValue === nothing) this.element.addEventListener(this.name, this);
  this._$committedValue = listener;
}`;

const createProperty = `static createProperty(name, options) {
  const key = Symbol();
  this.elementProperties.set(name, options);
  defineProperty(this.prototype, name, {
    get() {
      return this[key];
    },
    set(value) {
      const before = this[key];
      this[key] = value;
      this.requestUpdate(name, before, options);
    },
    configurable: true,
    enumerable: true,
  });
}`;

const prepare = `const superCtor = getPrototypeOf(this);
  superCtor.finalize();
  this.elementProperties = new Map(superCtor.elementProperties);`;

const initialize = `this.__updatePromise = new Promise(resolve => (this.enableUpdating = resolve));
  this.__saveInstanceProperties();
  this.requestUpdate();`;

/** Our element has made its own. */
const createRenderRoot = `createRenderRoot() {
  this.shadowRoot.adoptedStyleSheets = this.constructor.elementStyles;
  return this.shadowRoot;
}`;

const requestUpdate = `requestUpdate(name, before, options) {
  if (name !== undefined) {
    if (is(this[name], before)) return;
    if (options.reflect && this.__reflectingProperty !== name) (this.__reflectingProperties ??= new Set()).add(name);
  }
  if (!this.isUpdatePending) this.__updatePromise = this.__enqueueUpdate();
}`;

/** Lit counts its copies. */
const counted: Change = [/\(global\.\w+Versions \?\?= \[\]\)\.push\(/, '('];
/** Names that another compiler would change. */
const named: Change = [/JSCompiler_renameProperty\(('\w+'), \w+\)/g, '$1'];

const changes: Record<string, readonly Change[]> = {
  'reactive-element': [
    off('DEV_MODE'),
    counted,
    named,
    lines('import { getCompatibleStyle, adoptStyles'),
    lines("export * from './css-tag.js'"),
    lines('Symbol.metadata ??='),
    lines('global.litPropertyMetadata ??='),
    cut('const metadata = this[Symbol.metadata]', '\n        }'),
    lines('polyfillSupport?.('),
    block('static addInitializer('),
    block('addController('),
    block('removeController('),
    lines('this.__controllers?.'),
    // Each of our properties says all of itself, and no rendering asks which of them has changed.
    block('static createProperty(', createProperty),
    block('static getPropertyDescriptor('),
    block('static __prepare('),
    [/this\.__prepare\(\);/, prepare],
    block('__initialize('),
    [/this\.__initialize\(\);/, initialize],
    block('createRenderRoot(', createRenderRoot),
    block('requestUpdate(', requestUpdate),
    block('_$changeProperty('),
    [
      / = defaultPropertyDeclaration|(?<=elementProperties\.get\(name\)) \?\? defaultPropertyDeclaration/g,
      '',
    ],
    cut('options.converter?.toAttribute !==', ': defaultConverter', 'options.converter'),
    cut("typeof options.converter === 'function'", ': defaultConverter', 'options.converter'),
    cut('convertedValue ??', ';', 'convertedValue;'),
    cut('const elementProperties = this.constructor\n                .elementProperties', '\n            }'),
    block('static getPropertyOptions('),
    [/ctor\.getPropertyOptions\(/g, 'ctor.elementProperties.get('],
    block('static __attributeNameForProperty('),
    [/this(?:\.constructor)?\.__attributeNameForProperty\(\w+, options\)/g, 'options.attribute'],
    [/attr !== undefined && options\.reflect === true/, 'options.reflect'],
    [/attr !== undefined/, 'attr'],
    lines('...getOwnPropertySymbols(props)'),
    block('static finalizeStyles('),
    [/this\.finalizeStyles\(this\.styles\)/, '[this.styles]'],
    cut('const emptyStringForBooleanAttribute =', "'';"),
    block('attributeChangedCallback('),
    [/_\$attributeToProperty\(name, value\) \{/, 'attributeChangedCallback(name, _old, value) {'],
    cut('const result = this.scheduleUpdate()', 'await result;\n        }', 'this.performUpdate();'),
    block('scheduleUpdate('),
    [/this\.getUpdateComplete\(\)/, 'this.__updatePromise'],
    block('getUpdateComplete('),
    cut('if (!this.hasUpdated) {\n            this.hasUpdated = true;', '}', 'this.hasUpdated = true;'),
    lines('firstUpdated('),
    lines('this.__instanceProperties = undefined'),
    lines('this._$changedProperties = new Map()'),
    lines('ReactiveElement.shadowRootOptions ='),
    lines('const changedProperties = this'),
    [/(?<=\()_?changedProperties(?=\))/g, ''],
  ],
  'lit-element': [
    off('DEV_MODE'),
    counted,
    named,
    lines('polyfillSupport?.('),
    lines('global.litElementHydrateSupport?.('),
    lines("LitElement['_$litElement$']"),
    block('createRenderRoot('),
    block('if (!this.hasUpdated)'),
    block('connectedCallback('),
    block('disconnectedCallback('),
    block('render('),
    block('constructor('),
    [/(?<=\()changedProperties(?=\))/g, ''],
    [/this\.__childPart = (.*), this\.renderOptions/, '$1'],
  ],
  'lit-html': [
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
    block('if (v === noChange)'),
    [/, (?:directiveParent = this|noCommit|part(?=, i\)))/g, ''],
    [/ && !noCommit/, ''],
    block('get _$isConnected('),
    block('setConnected('),
    lines('this.__isConnected ='),
    lines('this._$disconnectableChildren = undefined'),
    lines('this._$notifyConnectionChanged?.('),
    // SVG, MathML, and templates that were made before.
    cut('let html = type ===', ';', "let html = '';"),
    cut("(strings[l] || '<?>')", ';', "(strings[l] || '<?>');"),
    block('if (type === SVG_RESULT ||'),
    cut("typeof type === 'number'", 'type);', 'this._$getTemplate(result);'),
    // Comments, elements that hold bare text, and attributes without a name, with something of ours in them.
    cut("if (match[COMMENT_START] === '!--')", 'else if (match[TAG_NAME]', 'if (match[TAG_NAME]'),
    block('if (rawTextElement.test(match[TAG_NAME]))'),
    [/rawTextEndRegex \?\? textEndRegex/, 'textEndRegex'],
    block('else if (regex === commentEndRegex ||'),
    lines('rawTextEndRegex = undefined'),
    block('else if (name.startsWith(marker))'),
    block('if (rawTextElement.test(node.tagName))'),
    cut('else {\n                    let i = -1;', '\n                }'),
    block('else if (templatePart.type === ELEMENT_PART)'),
    // Attributes that are there or not.
    block('class BooleanAttributePart'),
    cut(": m[1] === '?'", '? BooleanAttributePart'),
    // Getters, and names of kinds, for whoever looks from outside.
    block('get tagName('),
    block('get startNode('),
    block('get endNode('),
    lines('this.type = '),
    block('constructor() {'),
    block('constructor(element, name, strings, parent, options) {\n        super('),
    block('get parentNode('),
    lines('this._$parent = parent'),
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
