"""The WordPress plugin: sign-ins, forms and orders, from WordPress' hooks into the real collector's timeline."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.clients.running import timeline
from tests.plugins.test_wordpress_pages import USERS

PAGE = {"HTTP_REFERER": "https://site.example/contact/?token=x&p=3", "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "REMOTE_ADDR": "203.0.113.9"}
CF7 = """
class WPCF7_Submission {
    static function get_instance() { return new self; }
    function get_posted_data() { return array('your-name' => 'Ann Lee', 'your-email' => 'ann@firm.test', 'your-company' => 'Lee Ltd', 'your-subject' => 'Offer',
        'your-message' => "We want\\nto buy 20.", 'secret-word' => 'hunter2', 'birth' => '1990-01-01', 'agree' => array('yes')); }
}
class Form { function id() { return 12; } function title() { return 'Contact <b>us</b>'; }
    function scan_form_tags() { $tags = array(); foreach (array('your-name' => 'text', 'your-email' => 'email', 'your-company' => 'text', 'your-subject' => 'text',
        'your-message' => 'textarea', 'secret-word' => 'text', 'birth' => 'date', 'agree' => 'checkbox', 'file' => 'file') as $name => $type)
        $tags[] = (object) array('name' => $name, 'basetype' => $type); return $tags; } }
do_action('wpcf7_mail_sent', new Form);"""
WPFORMS = """do_action('wpforms_process_complete', array(
    1 => array('type' => 'name', 'name' => 'Name', 'value' => 'Ann Lee'), 2 => array('type' => 'email', 'name' => 'E-mail', 'value' => 'ann@firm.test'),
    3 => array('type' => 'text', 'name' => 'Firma', 'value' => 'Lee Ltd'), 4 => array('type' => 'text', 'name' => 'Betreff', 'value' => 'Offer'),
    5 => array('type' => 'textarea', 'name' => 'Nachricht', 'value' => "We want\\nto buy 20."), 6 => array('type' => 'password', 'name' => 'Name', 'value' => 'hunter2'),
    7 => array('type' => 'date-time', 'name' => 'Birthday', 'value' => '1990-01-01')), array(), array('id' => 12, 'settings' => array('form_title' => 'Contact us')), 0);"""
GRAVITY = """do_action('gform_after_submission', array('id' => 'ENTRY', 'status' => 'active', '1.3' => 'Ann', '1.6' => 'Lee', '2' => 'ann@firm.test', '3' => 'Lee Ltd',
    '4' => 'Offer', '5' => "We want\\nto buy 20.", '6' => 'hunter2', '7' => '1990-01-01'), array('id' => 12, 'title' => 'Contact us', 'fields' => array(
    (object) array('id' => 1, 'type' => 'name', 'label' => 'Name'), (object) array('id' => 2, 'type' => 'email', 'label' => 'E-mail'),
    (object) array('id' => 3, 'type' => 'text', 'label' => 'Company'), (object) array('id' => 4, 'type' => 'text', 'label' => 'Subject'),
    (object) array('id' => 5, 'type' => 'textarea', 'label' => 'Message'), (object) array('id' => 6, 'type' => 'password', 'label' => 'Name'),
    (object) array('id' => 7, 'type' => 'date', 'label' => 'Birthday'))));"""
ELEMENTOR = """class Record { function get($what) { return array(
    'name' => array('type' => 'text', 'title' => 'Name', 'value' => 'Ann Lee'), 'email' => array('type' => 'email', 'title' => '', 'value' => 'ann@firm.test'),
    'field_1' => array('type' => 'text', 'title' => 'Company *', 'value' => 'Lee Ltd'), 'field_2' => array('type' => 'text', 'title' => 'Subject', 'value' => 'Offer'),
    'message' => array('type' => 'textarea', 'title' => 'Message', 'value' => "We want\\nto buy 20."), 'pw' => array('type' => 'password', 'title' => 'Name', 'value' => 'hunter2'),
    'born' => array('type' => 'date', 'title' => 'Birthday', 'value' => '1990-01-01')); }
    function get_form_settings($name) { return $name == 'id' ? '12' : 'Contact us'; } }
do_action('elementor_pro/forms/new_record', new Record, null);"""
COMMENT = """do_action('comment_post', 'ENTRY', 1, array('comment_type' => 'comment', 'comment_author' => 'Ann Lee', 'comment_author_email' => 'ann@firm.test',
    'comment_content' => "We\\\\'d like\\nto buy 20.", 'comment_author_IP' => '203.0.113.9'));"""
ASKED = {"name": "Ann Lee", "email": "ann@firm.test", "company": "Lee Ltd", "subject": "Offer", "message": "We want\nto buy 20."}
FORMS = {
    "cf7": (CF7, ASKED | {"form_id": "cf7-12", "form_name": "Contact us"}),
    "wpforms": (WPFORMS, ASKED | {"form_id": "wpforms-12", "form_name": "Contact us"}),
    "gravity": (GRAVITY, ASKED | {"form_id": "gravity-12", "form_name": "Contact us"}),
    "elementor": (ELEMENTOR, ASKED | {"form_id": "elementor-12", "form_name": "Contact us"}),
    "comment": (COMMENT, {name: ASKED[name] for name in ("name", "email")} | {"message": "We'd like\nto buy 20.", "form_id": "comment", "form_name": "Comment"}),
}


@pytest.fixture
def site(wordpress, collector):
    """WordPress set up for the real collector; `site(code, visitor="id", ...)`."""

    mail = f"ann.{uuid.uuid4().hex}@firm.test"  # who leaves the same address is the same person, also across tests

    def run(code, set=None, visitor="", **given):
        code = code.replace("ann@firm.test", mail)
        given.setdefault("users", {**USERS, "7": {**USERS["7"], "user_email": mail}})
        given["cookies"] = {**given.get("cookies", {}), **({"wn_id": visitor} if visitor else {})}
        given["server"] = {**PAGE, **given.get("server", {})}
        run.mail = mail
        return wordpress(code, {"host": collector.url, "key": collector.write_key, **(set or {})}, secret=given.pop("secret", collector.secret_key), **given)

    return run


@pytest.fixture
def visitor():
    """A snippet's id that no other test has."""
    return str(uuid.uuid4())


def sent(told):
    """The messages of the only request."""
    assert len(told.requests) == 1
    return told.requests[0]["body"]["batch"]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_in_the_timeline_once(site, collector, visitor, form):
    """By the snippet's id, with the fields by meaning and no other; the visitor has name and address from it."""
    code, expected = FORMS[form]
    told = site(code.replace("ENTRY", visitor), visitor=visitor)
    (message,) = sent(told)
    assert told.requests[0]["answer"]["accepted"] == 1 and told.output == ""
    assert message["context"]["page"] == {"url": "https://site.example/contact/?p=3"} and "Firefox" in message["context"]["userAgent"] and "ip" not in message["context"]
    (row,) = collector.until(f"/v1/visitors/{visitor}/timeline", lambda told: told["timeline"])["timeline"]
    assert (row["kind"], row["name"], row["properties"], row["trusted"], row["url"]) == ("track", "Form Submitted", expected | {"email": site.mail}, True, "https://site.example/contact/?p=3")
    assert collector.get(f"/v1/visitors/{visitor}")["stage"] in ("lead", "qualified"), "the address made a lead of the visitor"


@pytest.mark.parametrize("title, worth", [("Contact us", 20), ("Request a quote", 70)])
def test_a_submission_counts_once(site, collector, visitor, title, worth):
    """The snippet tells how hard the form was, the server what was written: two rows of the timeline, points for one, and a lead."""
    effort = {"name": "your-email", "type": "email", "edits": 1, "ms": 900, "errors": 0, "empty": False}
    browser = {"type": "track", "event": "Form Submitted", "anonymousId": visitor, "messageId": f"browser-{visitor}", "properties": {"form_id": "", "fields": [effort]}}
    assert collector.post("/v1/b", {"writeKey": collector.write_key, "batch": [browser]})[0] == 200
    alone = collector.until(f"/v1/visitors/{visitor}", lambda told: told["value"] > 0)["value"]
    sent(site(CF7.replace("Contact <b>us</b>", title), visitor=visitor))
    both = collector.until(f"/v1/visitors/{visitor}", lambda told: told["stage"] in ("lead", "qualified"))

    assert len(collector.get(f"/v1/visitors/{visitor}/timeline")["timeline"]) == 2
    assert (alone, both["value"]) == (20, worth)


def test_repeats_are_harmless(site, collector, visitor):
    """The same comment reported twice, and the same batch delivered twice: kept once."""
    code = COMMENT.replace("ENTRY", visitor)
    answer = site(code + code, visitor=visitor).requests[0]["answer"]
    assert (answer["accepted"], answer["repeated"]) == (1, 1)
    assert site(code, visitor=visitor).requests[0]["answer"]["repeated"] == 1
    assert len(collector.get(f"/v1/visitors/{visitor}/timeline")["timeline"]) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"secret": ""},
        {"set": {"forms": False}},
        {"set": {"consent": "required"}},
        {"server": {"HTTP_SEC_GPC": "1"}},
        {"server": {"HTTP_DNT": "1"}},
        {"set": {"consent": "wp"}, "flags": ["consent-api"], "visitor": "some-id"},
        {"user": 1},
        {"code": "add_filter('winnow_form_fields', function () { return array(); });"},
        {"code": "add_filter('winnow_message', function () { return null; });"},
    ],
    ids=["no key", "switched off", "no consent", "gpc", "dnt", "consent api", "role", "form filter", "message filter"],
)
def test_what_is_not_told(site, given):
    """Without a key or consent, against an objection, of roles that are left out: no request at all."""
    given = {"code": "", **given}
    told = site(given.pop("code") + CF7, **given)
    assert told.requests == [] and not [name for name in told.options if "wait" in name]


def test_consent_given(site, visitor):
    """The snippet's id is only handed over with consent, so its presence is one; the WP Consent API is asked itself."""
    assert sent(site(CF7, {"consent": "required"}, visitor=visitor))[0]["anonymousId"] == visitor
    assert sent(site(CF7, visitor=visitor, server={"HTTP_SEC_GPC": "1"}))
    assert sent(site(CF7, {"consent": "wp"}, flags=["consent-api", "consent:statistics"]))
    assert sent(site(CF7, visitor="x' OR 1=1"))[0]["anonymousId"].startswith("wp-")


def test_somebody_without_a_visit(site):
    """No id from the snippet (an ad blocker): the same address is the same person, and cannot be read back from the id."""
    first, second = (sent(site(code))[0]["anonymousId"] for code in (CF7, WPFORMS))
    assert first == second and len(first) == 35 and "ann" not in first


def test_the_address_only_if_it_is_the_visitors(site):
    """On demand, and never one of a private network."""
    assert sent(site(CF7, {"address": True}))[0]["context"]["ip"] == "203.0.113.9"
    assert "ip" not in sent(site(CF7, {"address": True}, server={"REMOTE_ADDR": "10.0.0.7"}))[0]["context"]
    assert "page" not in sent(site(CF7, server={"HTTP_REFERER": "https://elsewhere.example/"}))[0]["context"]


def test_meanings(wordpress):
    """By type and by words in several languages; a pet's name, a security question and what is no address are nobody's business."""
    told = wordpress("""echo json_encode(Winnow_Forms::meant(array(array('text', 'Name of your pet', 'Rex'), array('text', 'Security question', 'blue'),
        array('email', '', 'not an address'), array('text', 'Empresa', 'Lee SL'), array('tel', 'x', '+34 1'), array('text', 'billing_firstName', 'Ann'),
        array('text', 'お名前', 'リー'), array('textarea', 'a', 'one'), array('textarea', 'b', 'two'), array('hidden', 'Company', 'x'), array('text', 'Telephone', '1'),
        array('select', 'Job title', array('CTO')), array('text', 'Your E-Mail', ' a@b.test '))), JSON_UNESCAPED_UNICODE);""")
    found = {"company": "Lee SL", "phone": "+34 1", "first_name": "Ann", "name": "リー", "message": "one", "title": "CTO", "email": "a@b.test"}
    assert json.loads(told.output) == found


def test_a_long_text(site, visitor):
    """4,000 characters, which is what the collector reads; whole characters, and below 32 KB."""
    code = COMMENT.replace("ENTRY", visitor).replace("to buy 20.", "😀" * 6000)
    told = site(code, visitor=visitor)
    assert told.requests[0]["answer"]["accepted"] == 1 and sent(told)[0]["properties"]["message"] == "We'd like\n" + "\U0001f600" * 3990


def test_signing_in(site, collector, visitor):
    """identify and Signed In under an opaque id, joined with the visit; name and address only if the owner allows them."""
    salt = {"winnow_salt": visitor}
    login = "do_action('wp_login', 'jo', get_userdata(7));"
    identify, signed_in = sent(site(login, visitor=visitor, options=salt))
    assert identify["traits"] == {"createdAt": "2026-01-02T03:04:05Z"} and signed_in["event"] == "Signed In"
    identify, signed_in = sent(site(login, {"email": True}, visitor=visitor, options=salt))
    assert identify["traits"] == {"createdAt": "2026-01-02T03:04:05Z", "email": site.mail, "name": "Jo Berg"}
    rows = collector.until(f"/v1/visitors/{identify['userId']}/timeline", lambda told: len(told["timeline"]) == 4)["timeline"]
    assert {row["anonymousId"] for row in rows} == {visitor} and sorted(row["name"] for row in rows if row["kind"] == "track") == ["Signed In"] * 2
    [known] = {visible.traits["email"] for visible in timeline(collector, [visitor], 4) if "email" in visible.traits}
    assert known == site.mail
    page = site("do_action('wp_head');", user=7, options=salt).output
    assert f'data-user="{identify["userId"]}"' in page and "sk_" not in page
    assert [message.get("event") for message in sent(site("do_action('user_register', 7);", options=salt))] == [None, "Signed Up"]


def test_signing_in_untold(site):
    """Staff, accounts that staff makes for others, and where identify is off."""
    assert site("do_action('wp_login', 'boss', get_userdata(1));").requests == []
    assert site("do_action('user_register', 7);", user=1, flags=["can:create_users"]).requests == []
    assert site("do_action('user_register', 7);", flags=["cron"]).requests == []
    assert site("do_action('wp_login', 'jo', get_userdata(7));", {"identify": False}).requests == []
    assert site("do_action('wp_login', 'jo', get_userdata(7));", {"consent": "required"}).requests == []


ORDER = """
class Day { function getTimestamp() { return 1780000000; } }
class Product { function get_sku() { return 'SKU-9'; } }
class Item { function get_product() { return new Product; } function get_product_id() { return 9; } function get_quantity() { return 2; } function get_total() { return '40'; } function get_name() { return 'Chair'; } }
class Order { public $meta; public $saved = 0; function __construct($meta) { $this->meta = $meta; }
    function get_meta($k) { return $this->meta[$k] ?? ''; } function update_meta_data($k, $v) { $this->meta[$k] = $v; } function save() { $this->saved++; }
    function get_date_paid() { return new Day; } function get_order_number() { return 'W-17'; } function get_total() { return '49.50'; } function get_subtotal() { return 40.0; }
    function get_shipping_total() { return '5'; } function get_total_tax() { return '4.5'; } function get_discount_total() { return '0'; } function get_coupon_codes() { return array('SPRING'); }
    function get_currency() { return 'EUR'; } function get_items() { return array(new Item); } function get_customer_id() { return 0; } function get_amount() { return '20.00'; }
    function get_billing_email() { return 'ann@firm.test'; } function get_billing_first_name() { return 'Ann'; } function get_billing_last_name() { return 'Lee'; } function get_billing_company() { return ''; } }
$GLOBALS['order'] = new Order(%s); function wc_get_order($id) { return $GLOBALS['order']; }
"""
PAID = "do_action('woocommerce_order_status_changed', ENTRY, 'pending', 'processing', $GLOBALS['order']); do_action('woocommerce_order_status_changed', ENTRY, 'processing', 'completed', $GLOBALS['order']);"


def test_orders(site, collector, visitor):
    """The checkout notes who it is; the bank's call later, without the visitor's browser, tells of the order once; the refund follows."""
    noted = site(ORDER % "array()" + "do_action('woocommerce_checkout_order_created', $GLOBALS['order']); echo json_encode($GLOBALS['order']);", visitor=visitor)
    assert noted.requests == [] and noted.output == f'{{"meta":{{"_winnow_allowed":"yes","_winnow_id":"{visitor}"}},"saved":1}}'
    order = ORDER % f"array('_winnow_allowed' => 'yes', '_winnow_id' => '{visitor}')"
    number = str(uuid.uuid4().int % 10**12)
    for _ in range(2):
        told = site(order + PAID.replace("ENTRY", number), {"email": True})
    assert told.requests[0]["answer"]["repeated"] == 2
    site(order + f"do_action('woocommerce_order_refunded', {number}, 5{number});")
    rows = collector.until(f"/v1/visitors/{visitor}/timeline", lambda told: len(told["timeline"]) == 3)["timeline"]
    completed = next(row for row in rows if row["name"] == "Order Completed")
    assert completed["at"] == "2026-05-28T20:26:40.000Z" and completed["properties"] == {
        "order_id": "W-17", "total": 49.5, "subtotal": 40, "shipping": 5, "tax": 4.5, "discount": 0, "coupon": "SPRING", "currency": "EUR",
        "products": [{"product_id": "9", "sku": "SKU-9", "name": "Chair", "quantity": 2, "price": 20}],
    }  # fmt: skip
    refund = next(row for row in rows if row["name"] == "Order Refunded")
    assert refund["properties"]["total"] == 20 and refund["properties"]["order_id"] == "W-17"
    known = collector.get(f"/v1/visitors/{visitor}")
    assert (known["class"], known["stage"]) == ("customer", "buyer")


def test_orders_untold(site):
    """Objected at the checkout; no consent known where it is required; switched off."""
    no = ORDER % "array('_winnow_allowed' => 'no')" + PAID.replace("ENTRY", "1")
    assert site(no).requests == []
    unknown = ORDER % "array()" + PAID.replace("ENTRY", "1")
    assert site(unknown, {"consent": "required"}).requests == []
    assert site(unknown, {"shop": False}).requests == []
    objected = site(ORDER % "array()" + "do_action('woocommerce_checkout_order_created', $GLOBALS['order']); echo $GLOBALS['order']->meta['_winnow_allowed'];", server={"HTTP_SEC_GPC": "1"})
    assert objected.output == "no"


def test_a_collector_that_is_down(site, wordpress, collector, visitor):
    """The message waits, the next request does not even try, and WP-Cron delivers it once the collector is back: once, with its own time."""
    code = COMMENT.replace("ENTRY", visitor)
    down = site(code, {"host": "http://127.0.0.1:9"}, visitor=visitor)
    waiting = {name: value for name, value in down.options.items() if name.startswith("winnow_wait_")}
    assert len(waiting) == 1 and down.autoload[next(iter(waiting))] == "no" and "winnow_deliver" in down.scheduled
    kept = {name: value for name, value in down.options.items() if name not in ("winnow", "winnow_secret_key", "winnow_salt")}
    again = site(WPFORMS, {"host": "http://127.0.0.1:9"}, visitor=visitor, options=kept)
    assert again.requests == [] and len([name for name in again.options if "_wait_" in name]) == 2
    still = site("do_action('winnow_deliver');", {"host": "http://127.0.0.1:9"}, options=kept)
    assert len([name for name in still.options if "_wait_" in name]) == 1 and "winnow_deliver" in still.scheduled
    back = site("do_action('winnow_deliver');", options=kept)
    assert not [name for name in back.options if "_wait_" in name or name == "_transient_winnow_down"] and back.scheduled == []
    (row,) = collector.until(f"/v1/visitors/{visitor}/timeline", lambda told: told["timeline"])["timeline"]
    assert row["at"] == waiting[next(iter(waiting))][0]["timestamp"]


def test_a_wrong_key(site):
    """Is told on the settings page, without any visitor's data; the message waits for the right one."""
    told = site(CF7, secret="sk_wrong_one")
    assert told.options["_transient_winnow_trouble"] == "401 bad_key" and [name for name in told.options if "_wait_" in name]
