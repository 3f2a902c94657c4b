import { suggestion } from '../../config/words.ts';
import { isField } from './fields.ts';

/** What a condition speaks of. */
export interface Condition {
  readonly fields: readonly string[];
  readonly macros: readonly string[];
  /** Words in lists: values, or names of lists. */
  readonly words: readonly string[];
}

export type Parsed = { readonly ok: true; readonly value: Condition } | { readonly ok: false; readonly message: string };

/** https://falco.org/docs/concepts/rules/conditions/#operators */
const compares = ['<=', '>=', '!=', '==', '=', '<', '>'];
const texts = ['contains', 'icontains', 'bcontains', 'startswith', 'bstartswith', 'endswith', 'glob', 'iglob', 'regex'];
const lists = ['in', 'intersects', 'pmatch'];
const transformers = ['tolower', 'toupper', 'b64', 'basename', 'len'];

const token = /\s+|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|<=|>=|!=|==|[()=<>,]|[^\s()=<>,"'!]+/y;

/** Reads a condition as Falco does; the first mistake, in words, where Falco would refuse to start. */
export function parseCondition(text: string): Parsed {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { ok: false, message: 'has a quote or a sign that is never closed' };
  const reader = new Reader(tokens);
  reader.whole();
  if (reader.mistake !== undefined) return { ok: false, message: reader.mistake };
  return { ok: true, value: { fields: [...reader.fields], macros: [...reader.macros], words: [...reader.words] } };
}

function tokensOf(text: string): string[] | undefined {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [one] = token.exec(text) ?? [];
    if (one === undefined) return undefined;
    if (one.trim() !== '') found.push(one);
  }
  return found;
}

/** One method for each production of Falco's grammar. After the first mistake nothing is left to read, so all of them end. */
class Reader {
  readonly fields = new Set<string>();
  readonly macros = new Set<string>();
  readonly words = new Set<string>();
  mistake: string | undefined;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): void {
    this.#any();
    const rest = this.#peek();
    if (rest !== undefined) this.#fail(`has "${rest}" where "and", "or" or its end belongs`);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #fail(message: string): void {
    this.mistake ??= message;
    this.#at = this.#tokens.length;
  }

  /** Parts that `or` joins, of parts that `and` joins. */
  #any(): void {
    do this.#all();
    while (this.#takes('or'));
  }

  #all(): void {
    do this.#one();
    while (this.#takes('and'));
  }

  #one(): void {
    while (this.#takes('not'));
    if (this.#takes('(')) {
      this.#any();
      this.#expect(')');
      return;
    }
    this.#check();
  }

  /** A macro, or a field with what it is compared with. */
  #check(): void {
    const left = this.#next('a field or a macro');
    if (this.mistake !== undefined) return;
    if (!left.includes('.') && !transformers.includes(left)) {
      if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(left)) {
        this.#fail(`has "${left}" where a field or a macro belongs`);
        return;
      }
      this.macros.add(left);
      return;
    }
    if (transformers.includes(left)) {
      this.#expect('(');
      this.#field(this.#next('a field'));
      this.#expect(')');
    } else this.#field(left);
    this.#comparison(left);
  }

  #field(name: string): void {
    if (!isField(name)) {
      this.#fail(`has "${name}", which is no field of Falco's`);
      return;
    }
    this.fields.add(name);
  }

  #comparison(field: string): void {
    const operator = this.#next(`an operator behind ${field}`);
    if (operator === 'exists') return;
    if (compares.includes(operator) || texts.includes(operator)) {
      const value = this.#next(`a value behind ${operator}`);
      if (/^[(),=<>]/.test(value)) {
        this.#fail(`has "${value}" where a value belongs; quote it when it is meant`);
        return;
      }
      return;
    }
    if (!lists.includes(operator)) {
      this.#fail(`has "${operator}" where an operator belongs${suggestion(operator, [...texts, ...lists, 'exists'])}`);
      return;
    }
    this.#expect('(');
    while (this.mistake === undefined && !this.#takes(')')) {
      this.words.add(this.#next('a value or ")"'));
      if (this.#peek() !== ')') this.#expect(',');
    }
  }

  #takes(word: string): boolean {
    if (this.#peek() !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) this.#fail(`has ${this.#peek() === undefined ? 'its end' : `"${this.#peek()}"`} where "${word}" belongs`);
  }

  #next(what: string): string {
    const found = this.#peek();
    if (found === undefined) {
      this.#fail(`ends where ${what} belongs`);
      return '';
    }
    this.#at += 1;
    return found;
  }
}
