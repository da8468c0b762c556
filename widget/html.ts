/**
 * Templates as Lit writes them, and no more of it than is needed here: `html` keeps what is fixed and what is not apart,
 * `render` makes the fixed part once and afterwards changes only what has changed. Values never become markup: they are
 * text, attributes, handlers, or templates of their own.
 *
 * In an attribute one value may stand: `@click` takes a handler, any other a string or, for none, `undefined`. Between
 * tags: text, nodes, templates, lists of those, and what is empty or false for nothing. Whatever a page's translator has
 * put in the place of words goes when they change.
 */
import {policy} from './script.ts';

export type Template = {strings: TemplateStringsArray; values: unknown[]};

/** Where a value goes: to which node, counted in the order of the document, and which attribute of it. */
type Hole = {node: number; name: string; around: string[]};
type Recipe = {content: DocumentFragment; holes: Hole[]};

/** What stands for a value that was not known when the fixed part was made. */
const mark = 'plaintalk-hole';
const recipes = new WeakMap<TemplateStringsArray, Recipe>();
const containers = new WeakMap<Node, Place>();

export function html(strings: TemplateStringsArray, ...values: unknown[]): Template {
  return {strings, values};
}

export function render(template: Template, container: HTMLElement | ShadowRoot): void {
  const known = containers.get(container) ?? new Place(container.appendChild(new Comment()));
  containers.set(container, known);
  known.fill(template);
}

function recipeOf(strings: TemplateStringsArray): Recipe {
  const known = recipes.get(strings) ?? readRecipe(strings);
  recipes.set(strings, known);
  return known;
}

function readRecipe([first = '', ...others]: TemplateStringsArray): Recipe {
  const isInTag = (text: string) => text.lastIndexOf('<') > text.lastIndexOf('>');
  const text = others.reduce((all, next) => all + (isInTag(all) ? mark : `<!--${mark}-->`) + next, first);
  const template = document.createElement('template');
  template.innerHTML = policy?.createHTML(text) ?? text;
  const holes: Hole[] = [];
  nodesOf(template.content).forEach((node, i) => {
    if (!(node instanceof Element)) {
      if (node.nodeValue === mark) holes.push({node: i, name: '', around: []});
      return;
    }
    for (const {name, value} of [...node.attributes]) {
      if (!value.includes(mark)) continue;
      node.removeAttribute(name);
      holes.push({node: i, name, around: value.split(mark)});
    }
  });
  return {content: template.content, holes};
}

/** Elements and comments, in the order of the document. */
function nodesOf(root: Node): Node[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
  const nodes: Node[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** A template that is on the page. */
class Instance {
  readonly strings: TemplateStringsArray;
  readonly content: DocumentFragment;
  readonly #set: ((value: unknown) => void)[];
  #values: unknown[] = [];

  constructor({strings, values}: Template) {
    const {content, holes} = recipeOf(strings);
    this.strings = strings;
    this.content = document.importNode(content, true);
    const nodes = nodesOf(this.content);
    this.#set = holes.map(({node, name, around}) => setterOf(nodes[node], name, around));
    this.update(values);
  }

  update(values: unknown[]): void {
    values.forEach((value, i) => {
      // A template, a list or a node may have changed inside.
      if (value !== this.#values[i] || typeof value === 'object') this.#set[i]?.(value);
    });
    this.#values = values;
  }
}

function setterOf(node: Node | undefined, name: string, [before, after]: string[]): (value: unknown) => void {
  if (!(node instanceof Element)) {
    const place = new Place(node);
    return value => place.fill(value);
  }
  if (name.startsWith('@')) return value => Reflect.set(node, `on${name.slice(1)}`, value);
  return value => {
    if (value === undefined) node.removeAttribute(name);
    else node.setAttribute(name, `${before}${value}${after}`);
  };
}

/** Between two tags, before its end: what is there now. */
class Place {
  readonly #begin = new Comment();
  readonly #end: Node | undefined;
  #items: unknown[] = [];

  constructor(end: Node | undefined) {
    this.#end = end;
    end?.parentNode?.insertBefore(this.#begin, end);
  }

  fill(value: unknown): void {
    const values = [value].flat(9).filter(Boolean);
    const isKept =
      values.length === this.#items.length && values.every((next, i) => isSame(this.#items[i], next));
    if (!isKept) this.#replace(values);
    for (const [i, next] of values.entries()) {
      const item = this.#items[i];
      if (isKept && item instanceof Instance && isTemplate(next)) item.update(next.values);
    }
  }

  #replace(values: unknown[]): void {
    while (this.#begin.nextSibling !== this.#end) this.#begin.nextSibling?.remove();
    this.#items = values.map(value => (isTemplate(value) ? new Instance(value) : value));
    for (const item of this.#items) {
      const node = item instanceof Instance ? item.content : item instanceof Node ? item : String(item);
      if (this.#end instanceof Comment) this.#end.before(node);
    }
  }
}

function isSame(item: unknown, next: unknown): boolean {
  return item instanceof Instance ? isTemplate(next) && item.strings === next.strings : item === next;
}

function isTemplate(value: unknown): value is Template {
  return typeof value === 'object' && value !== null && 'strings' in value;
}
