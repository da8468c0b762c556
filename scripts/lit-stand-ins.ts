/**
 * What stands in the widget in the place of members and classes of Lit: each does what ours ask of the one whose name it
 * bears, and nothing more. `own-lit.ts` puts them there; written for the versions that are named there.
 */

/** Added once, and then only told another function. */
export const listen = `_$setValue(listener) {
  if (this._$committedValue === nothing) this.element.addEventListener(this.name, this);
  this._$committedValue = listener;
}`;

export const createProperty = `static createProperty(name, options) {
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
export const observedAttributes = `static get observedAttributes() {
  const names = (this.__attributeToPropertyMap = new Map());
  this.elementProperties = new Map(Object.entries(this.properties));
  for (const [name, options] of this.elementProperties) {
    this.createProperty(name, options);
    if (options.attribute) names.set(options.attribute, name);
  }
  return [...names.keys()];
}`;

export const construct = `constructor() {
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

export const performUpdate = `performUpdate() {
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

export const toAttribute = `__propertyToAttribute(name, value) {
  const {attribute, converter, type} = this.constructor.elementProperties.get(name);
  const said = converter.toAttribute(value, type);
  this.__reflectingProperty = name;
  if (said === null) this.removeAttribute(attribute);
  else this.setAttribute(attribute, said);
  this.__reflectingProperty = null;
}`;

export const requestUpdate = `requestUpdate(name, before, options) {
  if (name) {
    if (is(this[name], before)) return;
    if (options.reflect && this.__reflectingProperty !== name) (this.__reflectingProperties ??= new Set()).add(name);
  }
  if (!this.isUpdatePending) this.__updatePromise = this.__enqueueUpdate();
}`;

/** Each attribute has one expression at most; a tag that is not closed yet is in the strings before it. */
export const template = `class Template {
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

export const templateInstance = `class TemplateInstance {
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

export const attributePart = `class AttributePart {
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
