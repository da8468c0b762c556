/**
 * What an element needs beside Lit's templates: properties that are attributes, and one rendering for all changes of
 * a moment. Lit's own base class does far more, in a sixth of all that this widget may weigh.
 */

/** Properties by name, with what each is where its attribute is absent; `false` and a number say of which kind it is. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export abstract class ReactiveElement extends HTMLElement {
  #update: Promise<void> | undefined;

  /** Settles when what was changed until now is shown. */
  get updateComplete(): Promise<void> {
    return this.#update ?? Promise.resolve();
  }

  requestUpdate(): void {
    this.#update ??= Promise.resolve().then(() => {
      this.#update = undefined;
      if (this.isConnected) this.update();
    });
  }

  connectedCallback(): void {
    this.requestUpdate();
  }

  attributeChangedCallback(): void {
    this.requestUpdate();
  }

  protected abstract update(): void;
}

/** The name of the attribute that belongs to a property. */
export function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** Gives a class its properties; what somebody set on an element before it was one of ours is taken over. */
export function defineProperties(
  type: typeof ReactiveElement,
  attributes: Attributes,
  fields: readonly string[],
): void {
  for (const [name, fallback] of Object.entries(attributes)) {
    const attribute = attributeOf(name);
    Object.defineProperty(type.prototype, name, {
      get(this: ReactiveElement) {
        const value = this.getAttribute(attribute);
        if (typeof fallback === 'boolean') return value !== null;
        return value === null ? fallback : typeof fallback === 'number' ? Number(value) : value;
      },
      set(this: ReactiveElement, value: unknown) {
        if (value === false || value == null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value === true ? '' : String(value));
      },
    });
  }
  for (const name of fields) {
    const values = new WeakMap<ReactiveElement, unknown>();
    Object.defineProperty(type.prototype, name, {
      get(this: ReactiveElement) {
        return values.get(this);
      },
      set(this: ReactiveElement, value: unknown) {
        values.set(this, value);
        this.requestUpdate();
      },
    });
  }
}

export function takeOver(element: ReactiveElement, names: readonly string[]): void {
  for (const name of names) {
    const {value} = Object.getOwnPropertyDescriptor(element, name) ?? {};
    Reflect.deleteProperty(element, name);
    if (value !== undefined) Reflect.set(element, name, value);
  }
}
