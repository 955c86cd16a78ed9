import { track } from "../say";
import { on } from "../settings";
import { strip } from "../strip";
import { declared, target } from "./clicks";

/*
 * What annoys people in a form, without what they write: no line in here touches the value of a field,
 * not even its length. That is why "empty" is asked of the browser's own validity and selectors.
 */
type Field = HTMLInputElement;

/** edits: how often it was edited; keystrokes between coming and leaving are one edit. */
interface Effort {
  edits: number;
  ms: number;
  errors: number;
}

const FIELDS = 40;
const efforts = new WeakMap<Field, Effort>();
/** Forms that were begun and not yet sent. */
const begun = new Set<HTMLFormElement>();
/** When the field with the focus was last attended to, and whether it has been edited since it got it. */
let since = 0;
let typing = false;

/** Search boxes are no hurdles, they are told as searches. */
const isOurs = (form: Element | null): boolean =>
  !!form && !form.closest("[data-wn-ignore],[role=search]") && !form.querySelector("[type=search]");

/** Hidden fields and passwords are nobody's business. */
const isField = (at: Field): boolean =>
  !/hidden|passw|button|submit|reset|image|fieldset|output/.test(at.type) && !at.closest("[data-wn-ignore]");

const effort = (field: Field): Effort => efforts.get(field) || { edits: 0, ms: 0, errors: 0 };

const describe = (field: Field) => {
  const { name, id, type } = field;
  const its = effort(field);
  return {
    name: name || id,
    type,
    ...its,
    empty:
      field.validity.valueMissing ||
      field.matches(":placeholder-shown") ||
      (!its.edits && !field.matches("[value]:not([value='']),:checked,select")),
    errors: its.errors + +field.matches("[aria-invalid=true]"),
  };
};

/** Attributes and not properties: a field named "id" or "action" hides the form's own. */
const tell = (event: string, form: HTMLFormElement, withFields = true): void => {
  const attribute = (name: string) => form.getAttribute(name) || "";
  track(event, {
    form_id: attribute("id"),
    form_name: attribute("name"),
    action: strip(attribute("action")).href,
    fields: withFields ? ([...form.elements] as Field[]).filter(isField).slice(0, FIELDS).map(describe) : undefined,
  });
};

export const watchForms = (): void => {
  on("focusin focusout input invalid", (event: Event) => {
    const { type } = event;
    const field: Field = target(event);
    const { form } = field;
    if (!isOurs(form) || !isField(field)) return;
    const its = effort(field);
    const now = Date.now();
    efforts.set(field, its);
    if (type == "invalid") its.errors++;
    else {
      if (since) its.ms += now - since;
      since = type == "focusout" ? 0 : now;
      if (type == "input" && !typing) {
        its.edits++;
        if (!begun.has(form!)) tell("Form Started", form!, false);
        begun.add(form!);
      }
      typing = type == "input";
    }
  });
  on("submit", (event: Event) => {
    const form: HTMLFormElement = target(event);
    declared(form.closest("form[data-wn-event]"));
    if (!isOurs(form)) return;
    tell("Form Submitted", form);
    begun.delete(form);
  });
};

export const abandonForms = (): void => {
  begun.forEach((form) => tell("Form Abandoned", form));
  begun.clear();
};
