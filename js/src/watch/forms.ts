import { on } from "../listen";
import { track } from "../say";
import { strip } from "../strip";
import { declared } from "./clicks";

/*
 * What annoys people in a form, without what they write: no line in here touches the value of a field,
 * not even its length. That is why "empty" is asked of the browser's own validity and selectors.
 */
type Field = HTMLInputElement & { wnEffort?: Effort };

/** edits: how often it was edited; keystrokes between coming and leaving are one edit. */
interface Effort {
  edits: number;
  ms: number;
  errors: number;
}

const FIELDS = 40;
/** Forms that were begun and not yet sent. */
const begun = new Set<HTMLFormElement>();
/** When the field with the focus was last attended to, and whether it has been edited since it got it. */
let since = 0;
let typing = false;

/**
 * Hidden fields and passwords are nobody's business; buttons, images, fieldsets and outputs are no fields;
 * search boxes are no hurdle, they are told as searches.
 */
const isField = (at: Field): boolean =>
  !/hid|pass|sea|but|sub|res|ima|fie|out/.test(at.type) && !at.closest("[data-wn-ignore],[role=search]");

const effort = (field: Field): Effort => (field.wnEffort ||= { edits: 0, ms: 0, errors: 0 });

const describe = (field: Field) => {
  const its = effort(field);
  return {
    name: field.name || field.id,
    type: field.type,
    ...its,
    empty:
      field.validity.valueMissing ||
      field.matches(":placeholder-shown") ||
      (!its.edits && !field.matches("[value]:not([value='']),select")),
    errors: its.errors + +field.matches("[aria-invalid=true]"),
  };
};

/** Attributes and not properties: a field named "id" or "action" hides the form's own. */
const tell = (event: string, form: HTMLFormElement): void => {
  track(event, {
    form_id: form.getAttribute("id"),
    form_name: form.getAttribute("name"),
    action: strip(form.getAttribute("action") || "").url,
    fields: ([...form.elements] as Field[]).filter(isField).slice(0, FIELDS).map(describe),
  });
};

export const watchForms = (): void => {
  on("focusin focusout input invalid", ({ type }: Event, field: Field) => {
    const { form } = field;
    if (!form || !isField(field)) return;
    const its = effort(field);
    const now = Date.now();
    if (type == "invalid") its.errors++;
    else {
      if (since) its.ms += now - since;
      since = type == "focusout" ? 0 : now;
      if (type == "input" && !typing) {
        its.edits++;
        if (!begun.has(form)) tell("Form Started", form);
        begun.add(form);
      }
      typing = type == "input";
    }
  });
  // A form that nobody began (a button alone, a password filled in by the browser) has no friction to tell.
  on("submit", (_: Event, form) => {
    declared(form);
    if (begun.delete(form)) tell("Form Submitted", form);
  });
};

export const abandonForms = (): void => {
  begun.forEach((form) => tell("Form Abandoned", form));
  begun.clear();
};
