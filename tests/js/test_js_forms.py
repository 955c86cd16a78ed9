"""Forms: where people get stuck, and that no value of a field is ever touched."""
import pytest

pytestmark = pytest.mark.browser

FORM = """
<form id=quote name=q action="/send?token=secret">
  <input name=id placeholder="Number">
  <input name=company required>
  <input name=mail type=email>
  <textarea name=note></textarea>
  <select name=size><option>1<option>2</select>
  <input name=token type=hidden value=secret-hidden>
  <input name=pin type=password value=secret-pin>
  <input name=city value=secret-prefilled>
  <input name=phone type=tel data-wn-ignore>
  <button>Send</button>
</form>"""

# Any read of a field's value, by anybody, is written down. Playwright's own fill() would read; keyboard.type() does not.
TRAP = """
window.reads = [];
for (const kind of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement]) for (const name of ['value', 'valueAsNumber', 'valueAsDate', 'textLength', 'files', 'defaultValue', 'selectionEnd']) {
  const found = Object.getOwnPropertyDescriptor(kind.prototype, name);
  if (found) Object.defineProperty(kind.prototype, name, {...found, get() { reads.push(name); return found.get.call(this) }});
}
const data = window.FormData;
window.FormData = function (...given) { reads.push('FormData'); return new data(...given) };
"""


def sent(recorder):
    return b"".join(post.body for post in recorder.posts)


def test_form_friction_without_values(page, site, recorder, until):
    """Started once, submitted with the effort per field; not one read of any value, and nothing that was typed goes out."""
    page.add_init_script(TRAP)
    page.goto(site.put("/quote", body=FORM, tag=site.script()))
    page.evaluate("reads.length = 0; document.addEventListener('submit', e => e.preventDefault())")
    page.focus("[name=mail]")
    page.keyboard.type("secret-typed@firm.example")
    page.focus("[name=note]")
    page.keyboard.type("secret-note")
    page.focus("[name=mail]")
    page.wait_for_timeout(120)
    page.keyboard.type("x")
    page.focus("[name=phone]")
    page.keyboard.type("secret-phone")
    page.focus("[name=pin]")
    page.keyboard.type("secret-password")
    page.click("button")  # company is required and empty: the browser refuses and says so
    page.focus("[name=company]")
    page.keyboard.type("secret-company")
    page.click("button")
    [submitted] = until(lambda: recorder.named("Form Submitted"))
    page.wait_for_timeout(500)
    [started] = recorder.named("Form Started")
    fields = {f["name"]: f for f in submitted["properties"]["fields"]}

    assert {"form_id": "quote", "form_name": "q", "action": f"{site.url}/send"}.items() <= submitted["properties"].items()
    assert {"form_id": "quote", "form_name": "q", "action": f"{site.url}/send"}.items() <= started["properties"].items()
    assert ["id", "company", "mail", "note", "size", "city"] == list(fields)
    assert {"name", "type", "edits", "ms", "empty", "errors"} == set(fields["mail"])
    assert ("email", 2, False) == (fields["mail"]["type"], fields["mail"]["edits"], fields["mail"]["empty"])
    assert 100 <= fields["mail"]["ms"] < 10_000
    assert (1, False, 1) == (fields["company"]["edits"], fields["company"]["empty"], fields["company"]["errors"])
    assert (0, True, 0) == (fields["id"]["edits"], fields["id"]["empty"], fields["id"]["errors"])
    assert (0, False) == (fields["city"]["edits"], fields["city"]["empty"])
    assert [] == page.evaluate("reads")
    assert b"secret" not in sent(recorder)
    assert [] == recorder.named("Form Abandoned")


def test_an_error_that_the_page_shows_itself(page, site, recorder, until):
    """Scripts that validate on their own mark the field with aria-invalid: one error, as one of the browser's."""
    page.goto(site.put("/", body="<form onsubmit='return false'><input name=vat><button>go</button></form>", tag=site.script()))
    page.focus("[name=vat]")
    page.keyboard.type("1")
    page.evaluate("document.querySelector('[name=vat]').setAttribute('aria-invalid', 'true')")
    page.click("button")
    [submitted] = until(lambda: recorder.named("Form Submitted"))

    assert 1 == submitted["properties"]["fields"][0]["errors"]


def test_form_abandoned_on_leaving(page, site, recorder, until):
    """Begun and left: told by the beacon, with the field where it ended and those never reached."""
    site.put("/next", tag="")
    page.goto(site.put("/quote", body=FORM, tag=site.script()))
    page.focus("[name=mail]")
    page.keyboard.type("secret")
    page.focus("[name=company]")
    page.wait_for_timeout(300)
    page.goto(site.url + "/next")
    [abandoned] = until(lambda: recorder.named("Form Abandoned"))
    fields = {f["name"]: f for f in abandoned["properties"]["fields"]}

    assert "/quote" == abandoned["context"]["page"]["path"]
    assert 1 == fields["mail"]["edits"] and fields["company"]["empty"] and not fields["company"]["edits"]
    assert fields["company"]["ms"] >= 250, "the focus never left this field: here the visitor gave up"
    assert not fields["note"]["ms"]
    assert b"secret" not in sent(recorder)


def test_form_abandoned_by_a_route_of_the_same_document(page, site, recorder, until):
    page.goto(site.put("/quote", body=FORM, tag=site.script()))
    page.focus("[name=mail]")
    page.keyboard.type("a")
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    [abandoned] = until(lambda: recorder.named("Form Abandoned"))

    assert "/quote" == abandoned["context"]["page"]["path"]


def test_which_elements_are_fields(page, site, recorder, until):
    """Whatever a person fills; no button, nothing hidden, no password, no search box."""
    types = "text email tel url number date time month week datetime-local color range checkbox radio file".split()
    others = "hidden password search submit reset button image".split()
    inputs = "".join(f"<input type={name} name={name}>" for name in types + others)
    body = f"<form onsubmit='return false'><fieldset name=set>{inputs}<select name=one></select><select name=many multiple></select><textarea name=long></textarea><output name=o></output><button name=b>go</button></fieldset></form>"
    page.goto(site.put("/", body=body, tag=site.script()))
    page.fill("[name=text]", "x")
    page.evaluate("document.forms[0].requestSubmit()")
    [submitted] = until(lambda: recorder.named("Form Submitted"))

    assert [*types, "one", "many", "long"] == [field["name"] for field in submitted["properties"]["fields"]]


def test_ignored_forms_search_boxes_and_untouched_forms_say_nothing(page, site, recorder, settle):
    body = """<form id=a data-wn-ignore onsubmit="return false"><input name=x><button>1</button></form>
      <form id=b onsubmit="return false"><input type=search name=x><button>2</button></form>
      <form id=c role=search onsubmit="return false"><input name=x><button>3</button></form>
      <form id=d onsubmit="return false"><input name=x type=password><button>4</button></form>
      <form id=e onsubmit="return false"><input name=x><button>5</button></form>"""
    page.goto(site.put("/", body=body, tag=site.script()))
    for name in "abcd":
        page.focus(f"#{name} input")
        page.keyboard.type("typed")
    for name in "abcde":
        page.click(f"#{name} button")
    settle()

    assert ["page"] == [m["type"] for m in recorder.messages]
