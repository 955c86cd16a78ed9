import { on } from "../listen";
import { track } from "../say";
import { strip } from "../strip";
import { declared } from "./clicks";

/*
 * What annoys people in a form, without what they write: no line in here touches the value of a field,
 * not even its length. That is why "empty" is asked of the browser's own validity and selectors.
 */
type Field = HTMLInputElement & { wn_?: Effort };

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
 * By the first letters of their types: hidden fields and passwords are nobody's business; buttons (also submit and reset), images,
 * fieldsets and outputs are no fields; search boxes are no hurdle, they are told as searches.
 */
const isField = (at: Field): boolean =>
  !/^([hpbio]|su|sea|re|fie)/.test(at.type) && !at.closest("[role=search],[data-wn-ignore]");

const effort = (field: Field): Effort => (field.wn_ ||= { ms: 0, errors: 0, edits: 0 });

const describe = (field: Field) => {
  const its = effort(field);
  return {
    name: field.name || field.id,
    type: field.type,
    ...its,
    empty:
      field.validity.valueMissing ||
      field.matches(":placeholder-shown") ||
      !(its.edits || field.matches("[value]:not([value='']),select")),
    errors: its.errors + +field.matches("[aria-invalid=true]"),
  };
};

/** Attributes and not properties: a field named "id" or "action" hides the form's own. */
const tell = (event: string, form: HTMLFormElement): void => {
  track(event, {
    form_name: form.getAttribute("name"),
    form_id: form.getAttribute("id"),
    action: strip(form.getAttribute("action") || "").url,
    fields: ([...form.elements] as Field[]).filter(isField).slice(0, FIELDS).map(describe),
  });
};

const attend = ({ type }: { type?: string }, field: Field): void => {
  const form = field.form;
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
};

export const watchForms = (): void => {
  on("focusin focusout input invalid", attend);
  // A form that nobody began (a button alone, a password filled in by the browser) has no friction to tell.
  on("submit", (_: Event, form) => {
    declared(form);
    if (begun.delete(form)) tell("Form Submitted", form);
  });
};

/** Whoever leaves from within a field gave up there: its time counts, though the focus has not gone. */
export const abandonForms = (): void => {
  attend({}, document.activeElement as Field);
  begun.forEach((form) => tell("Form Abandoned", form));
  begun.clear();
};
