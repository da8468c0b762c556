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

/** Asked for once, when the element is defined. */
const observedAttributes = `static get observedAttributes() {
  const names = (this.__attributeToPropertyMap = new Map());
  this.elementProperties = new Map(Object.entries(this.properties));
  for (const [name, options] of this.elementProperties) {
    this.createProperty(name, options);
    if (options.attribute) names.set(options.attribute, name);
  }
  return [...names.keys()];
}`;

const construct = `constructor() {
  super();
  this.__updatePromise = new Promise(resolve => (this.enableUpdating = resolve));
  this.__instanceProperties = new Map();
  for (const name of this.constructor.elementProperties.keys()) {
    if (!this.hasOwnProperty(name)) continue;
    this.__instanceProperties.set(name, this[name]);
    delete this[name];
  }
  this.requestUpdate();
}`;

const performUpdate = `performUpdate() {
  if (!this.hasUpdated) {
    this.shadowRoot.adoptedStyleSheets = [this.constructor.styles];
    for (const [name, value] of this.__instanceProperties) this[name] = value;
  }
  try {
    if (!this.shouldUpdate()) {
      this.isUpdatePending = false;
      return;
    }
    this.willUpdate();
    this.update();
  } catch (error) {
    this.isUpdatePending = false;
    throw error;
  }
  this.hasUpdated = true;
  this.updated();
}`;

const toAttribute = `__propertyToAttribute(name, value) {
  const {attribute, converter, type} = this.constructor.elementProperties.get(name);
  const said = converter.toAttribute(value, type);
  this.__reflectingProperty = name;
  if (said === null) this.removeAttribute(attribute);
  else this.setAttribute(attribute, said);
  this.__reflectingProperty = null;
}`;

const requestUpdate = `requestUpdate(name, before, options) {
  if (name) {
    if (is(this[name], before)) return;
    if (options.reflect && this.__reflectingProperty !== name) (this.__reflectingProperties ??= new Set()).add(name);
  }
  if (!this.isUpdatePending) this.__updatePromise = this.__enqueueUpdate();
}`;

/** Each attribute has one expression at most; a tag that is not closed yet is in the strings before it. */
const template = `class Template {
  constructor({strings}) {
    const names = [];
    let isTag = false;
    const html = strings.map((string, i) => {
      if (i === strings.length - 1) return string || '<?>';
      isTag = /<[^>]*$/.test(string) || (isTag && !string.includes('>'));
      if (!isTag) return string + nodeMarker;
      const named = (_, name, rest) => names.push(name) && name + boundAttributeSuffix + rest;
      return string.replace(/([^\\s"=]+)(="?[^"]*)$/, named) + marker;
    });
    this.parts = [];
    this.el = d.createElement('template');
    this.el.innerHTML = trustFromTemplateString(strings, html.join(''));
    walker.currentNode = this.el.content;
    for (let index = 0, node; (node = walker.nextNode()); index++) {
      if (node.data === markerMatch) this.parts.push({ctor: ChildPart, index});
      for (const name of node.getAttributeNames?.() ?? []) {
        if (!name.endsWith(boundAttributeSuffix)) continue;
        const own = names.shift();
        const ctor = own[0] === '.' ? PropertyPart : own[0] === '@' ? EventPart : AttributePart;
        this.parts.push({ctor, index, name: own.replace(/^[.@]/, ''), strings: node.getAttribute(name).split(marker)});
        node.removeAttribute(name);
      }
    }
  }
}`;

const templateInstance = `class TemplateInstance {
  constructor(template) {
    this._$parts = [];
    this._$template = template;
  }
  _clone() {
    const {el, parts} = this._$template;
    const fragment = d.importNode(el.content, true);
    let node = (walker.currentNode = fragment);
    let at = -1;
    for (const {ctor, index, name, strings} of parts) {
      for (; at < index; at++) node = walker.nextNode();
      this._$parts.push(new ctor(node, name ?? node.nextSibling, strings));
    }
    walker.currentNode = d;
    return fragment;
  }
  _update(values) {
    this._$parts.forEach((part, i) => part._$setValue(values[i]));
  }
}`;

const attributePart = `class AttributePart {
  constructor(element, name, strings) {
    this._$committedValue = nothing;
    this.element = element;
    this.name = name;
    this.strings = strings;
  }
  _$setValue(value) {
    if (value === this._$committedValue) return;
    this._$committedValue = value;
    this._commitValue(value);
  }
  _commitValue(value) {
    if (value === nothing) this.element.removeAttribute(this.name);
    else this.element.setAttribute(this.name, this.strings.join(value ?? ''));
  }
}`;

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
