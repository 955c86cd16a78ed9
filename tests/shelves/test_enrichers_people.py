"""The enrichers of what people give and do: their addresses, the forms they send, the actions they take."""
import pytest

from tests.shelves.one_event import facts
from tracker.reading.emails import is_fake, normal
from tracker.reading.forms import fake

EMAILS = [
    ("Jo@ACME.test", "own"), ("jo@mail.acme-pumps.test", "own"), ("x.y@hydrovalt.test", "competitor"), ("x@nothydrovalt.test", "company"), ("jo@gmail.com", "free"), ("jo@siol.net", "free"), ("jo@gmx.de", "free"), ("jo@hey.com", "free"),
    ("a.b@privaterelay.appleid.com", "masked"), ("jo@duck.com", "masked"), ("jo@mailinator.com", "disposable"), ("prof@cam.ac.uk", "academic"), ("jo.meier@uni-heidelberg.de", "academic"), ("jo@stud.uni-heidelberg.de", "student"),
    ("s1234567@umich.edu", "student"), ("jo@alumni.tum.de", "alumni"), ("x@bund.de", "government"), ("x@treasury.gov.uk", "government"), ("x@nytimes.com", "press"), ("x@northstar-capital.com", "investor"), ("jo@firma.example", "company"),
]


@pytest.mark.parametrize("written, kind", EMAILS)
def test_addresses(written, kind):
    found = facts("address", kind="identify", traits={"email": written})
    assert found["email"] == written.lower() and found["email_kind"] == kind and "email_fake" not in found


def test_where_addresses_are_found():
    assert facts("address", kind="identify", account="jo@firma.example")["email"] == "jo@firma.example"
    assert facts("address", kind="track", name="x", properties={"fields": [{"name": "E-Mail-Adresse", "value": " Jo@Firma.example "}]})["email"] == "jo@firma.example"
    assert facts("address", kind="track", name="x", properties={"メールアドレス": "jo@firma.example"})["email_domain"] == "firma.example"
    assert facts("address", kind="identify", account="user-12") == {}


@pytest.mark.parametrize("written", ["", "a", "@", "a@b", "a b@c.de", "a@@b.de", "a@b..de", "a@-b.de", ".a@b.de", "a@b.d", "a@b.c0m1.9", "<a@b.de>", "a@" + "b" * 64 + ".de", "a" * 65 + "@b.de", None, 5, ["a@b.de"], "a@b.de\n.x", "\ud800@b.de\x00"])
def test_what_is_no_address(written):
    assert normal(written) == ""


def test_roles_and_fakes():
    for role in ("info@x.example", "sales+web@x.example", "purchasing@x.example", "no-reply@x.example", "kontakt@x.example"):
        assert facts("address", kind="identify", traits={"email": role})["email_role"] is True
    for sham in ("test@test.com", "test+12@x.example", "asdf@x.example", "a@a.com", "no@mail.com", "qwertz@gmx.de", "xxx@xxx.com"):
        assert is_fake(sham), sham
    for person in ("ng@krk.example", "jt@firma.example", "testa@firma.example", "max@firma.example", "nope.smith@x.example", "vlk@vlk-group.example", "i@firma.example", "müller@firma.example", "kim@kim.com", "hertz@hertz.com"):
        assert not is_fake(person), person


SHAPES = [
    {"fields": [{"name": "firstname", "value": "Bettina"}, {"name": "lastname", "value": "Pfaff"}, {"name": "email", "value": "b@k.example"}, {"name": "company", "value": "Klinikum"}, {"name": "jobtitle", "value": "Leitung"}, {"name": "message", "value": "Bitte rufen Sie an"}]},
    {"fields": {"vorname": "Bettina", "nachname": "Pfaff", "email": "b@k.example", "firma": "Klinikum", "position": "Leitung", "nachricht": "Bitte rufen Sie an"}},
    {"formId": "wpcf7-f213", "status": "mail_sent", "inputs": {"your-name": "Bettina Pfaff", "your-email": "b@k.example", "your-company": "Klinikum", "your-position": "Leitung", "your-message": "Bitte rufen Sie an"}},
    {"form_id": "contact", "name": "Bettina Pfaff", "email": "b@k.example", "company": "Klinikum", "job_title": "Leitung", "message": "Bitte rufen Sie an"},
    {"form_id": "contact", "imie_nazwisko": "Bettina Pfaff", "email": "b@k.example", "firma": "Klinikum", "stanowisko": "Leitung", "tresc": "Bitte rufen Sie an"},
    {"お名前": "Bettina Pfaff", "メールアドレス": "b@k.example", "会社名": "Klinikum", "役職": "Leitung", "お問い合わせ内容": "Bitte rufen Sie an"},
    {"contact[name]": "Bettina Pfaff", "contact[email]": "b@k.example", "contact[company]": "Klinikum", "contact[job_title]": "Leitung", "contact[message]": "Bitte rufen Sie an"},
]


@pytest.mark.parametrize("properties", SHAPES)
def test_five_shapes_of_forms(properties):
    found = facts("form", kind="track", name="Form Submitted", properties=properties)
    assert (found["form_person"], found["form_company"], found["form_title"], found["form_text"], found["form_length"]) == ("Bettina Pfaff", "Klinikum", "Leitung", "Bitte rufen Sie an", 18)
    assert facts("address", kind="track", name="Form Submitted", properties=properties)["email"] == "b@k.example"


def test_what_is_a_form():
    for name in ("Formularz wysłany", "Форма отправлена", "お問い合わせ送信", "wpcf7mailsent", "Demo Requested", "Formular gesendet"):
        assert facts("form", kind="track", name=name, properties={"message": "x y", "email": "a@b.de"})["form"] is True
    assert facts("form", kind="track", name="unheard of", properties={"email": "a@b.de"})["form"] is True
    assert facts("form", kind="track", name="Demo Requested", properties={"message_length": 150, "email": "a@b.de"})["form_length"] == 150
    for name, sent in (("Signed Up", {"email": "a@b.de"}), ("Checkout Step Completed", {"email": "a@b.de"}), ("Product Viewed", {"name": "x"}), ("Shared", {"url": "x"})):
        assert "form" not in facts("form", kind="track", name=name, properties=sent)
    assert facts("form", kind="page", properties={"email": "a@b.de"}) == {}


@pytest.mark.parametrize("name", ["Ng", "JT", "Krk", "Vlk", "Smrž", "Ազատ Պետրոսյան", "సునీత", "王", "西岡 由香", "Ó", "Test Rossa", "Anna Testa", "Mr. None-Such", "Abc Logistics Ltd", "Li Li", "Fang", "محمد", "Bo Xu", "Strč Prst", "Hertz", "Wertz", "Azer Aliyev", "Teresa"])
def test_short_and_foreign_names_are_no_fakes(name):
    assert fake(name, {"email": "x.y@firma.example", "message": "Bitte um Angebot", "company": "Krk d.o.o."}) == ""


@pytest.mark.parametrize("given", [{"name": "asdf", "message": "xyz"}, {"name": "Test Test", "message": "TEST please ignore"}, {"name": "Juan", "company": "xyz", "message": "xyz"}, {"name": "qwertz qwertz"}, {"name": "йцукен"}, {"name": "x", "message": "test"}])
def test_jokes_are_told(given):
    assert fake(given.get("name", ""), given)


def test_links_in_a_form():
    found = facts("form", kind="track", name="Form Submitted", properties={"name": "best-seo.com/ cheap", "email": "a@b.de", "message": "see https://a.de and www.b.de"})
    assert found["form_links"] == 12


ACTIONS = [
    ("Product Viewed", {}, "viewed_product"), ("product_added", {}, "added_to_cart"), ("orderCompleted", {}, "order_completed"), ("Sign In Failed", {}, "login_failed"), ("Job Application Sent", {}, "applied"), ("Formularz wysłany", {}, "form_submitted"),
    ("Form Submitted", {"form_id": "application"}, "applied"), ("Form Submitted", {"form_name": "Demo vereinbaren"}, "demo_requested"), ("Form Submitted", {"form_id": "newsletter-footer"}, "newsletter"), ("Email Subscribed", {}, "newsletter"),
    ("Page Engaged", {"seconds": 12.5}, "engaged"), ("Subscription Cancelled", {}, "subscription_cancelled"), ("Order Form Opened", {}, None), ("", {}, None), ("Lesson Completed", {}, "lesson"), ("File Downloaded", {}, "downloaded"),
]


@pytest.mark.parametrize("name, properties, expected", ACTIONS)
def test_actions(name, properties, expected):
    assert facts("action", kind="track", name=name, properties=properties).get("action") == expected


def test_amounts():
    found = facts("action", kind="track", name="Order Completed", properties={"total": "344.50", "currency": "eur"})
    assert found == {"action": "order_completed", "value_amount": 344.5, "currency": "EUR"}
    for bad in (float("nan"), float("inf"), -1, 10**400, True, "1e999", [], {}, "٢"):
        assert "value_amount" not in facts("action", kind="track", name="Order Completed", properties={"total": bad})
    assert facts("action", kind="track", name="Page Engaged", properties={"seconds": 12.5})["engaged_seconds"] == 12.5


NUMBERED = {"form_id": "4", "fields": [{"name": "input_1", "value": "K. Osei"}, {"name": "input_2", "value": "k.osei@firma.example"}, {"name": "input_4", "value": "+44 7700 900 417"},
                                       {"name": "input_5", "value": "Please choose"}, {"name": "input_6", "value": "Two units and a price for the yearly service please"}, {"name": "input_7.1", "value": "I have read how you treat what I write here and agree to all of it"}]}


@pytest.mark.parametrize("properties, wanted", [
    (NUMBERED, {"form_text": "Two units and a price for the yearly service please", "form_phone": "+44 7700 900 417"}),
    ({"formulaire": "devis", "champs": {"nom": "Maud", "courriel": "m@k.example", "message": "merci de chiffrer"}}, {"form_text": "merci de chiffrer", "form_person": "Maud"}),
    ({"zzqa": "на склад ещё берёте людей", "zzqb": "x"}, {"form_text": "на склад ещё берёте людей"}),
    ({"zzqa": "見積もりをお願いできますでしょうか"}, {"form_text": "見積もりをお願いできますでしょうか"}),
    ({"email": "a@b.de", "privacy_consent": "I agree that you may write to me about this"}, {}),
    ({"form_name": "a form of very many words", "page_title": "A page of very many words", "zzq": "short"}, {}),
])
def test_fields_whose_names_say_nothing_are_told_by_their_values(properties, wanted):
    found = facts("form", kind="track", name="Form Submitted", properties=properties)
    assert {key: found.get(key) for key in wanted} == wanted and (wanted or "form_text" not in found)


def test_numbered_addresses_are_found_and_unknown_events_stay_unknown():
    assert facts("address", kind="track", name="gform_submitted", properties=NUMBERED)["email"] == "k.osei@firma.example"
    assert facts("form", kind="track", name="unheard of", properties={"a": "k@firma.example", "b": "we need ten of them by May"})["form_text"] == "we need ten of them by May"
    for other in ({"b": "the panel of seven words was opened"}, {"a": "k@firma.example"}):
        assert "form" not in facts("form", kind="track", name="unheard of", properties=other)
    assert "form" not in facts("form", kind="track", name="Order Completed", properties={"a": "k@firma.example", "b": "Blue bag of very fine leather"})


@pytest.mark.parametrize("given, wanted", [
    ({"kind": "page", "url": "https://acme-pumps.test/termin?vertrag=W-2231&k=9f"}, "vertrag"), ({"kind": "page", "url": "https://acme-pumps.test/x?customer_number=30442"}, "customer_number"),
    ({"kind": "track", "name": "Rental Ended", "properties": {"contract": "26-0870"}}, "contract"), ({"kind": "page", "url": "https://acme-pumps.test/x?order=asc&page=1234"}, None),
    ({"kind": "track", "name": "Checkout Started", "properties": {"order_id": "26-0870"}}, None), ({"kind": "track", "name": "Rental Ended", "properties": {"contract": None, "order_id": True}}, None),
])
def test_records_of_ones_own(given, wanted):
    assert facts("record", **given).get("record") == wanted
