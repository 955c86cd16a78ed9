"""The recipes' code, as it stands in the documents: scripts can be read, and what can be run here arrives in the real collector."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

RECIPES = Path(__file__).parents[2] / "docs" / "recipes"
SNIPPET = Path(__file__).parents[2] / "tracker" / "snippet"


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of one language in one recipe."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (RECIPES / f"{name}.md").read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture
def shop(page, collector):
    """A page at site.example whose tag is the collector's; the real collector answers for collector.example."""

    def answer(route: Any) -> None:
        request = route.request
        path = "/" + request.url.split("/", 3)[3]
        if not request.url.startswith("https://collector.example/"):
            route.fulfill(body=page.html, content_type="text/html")
        elif path.endswith(".js"):
            route.fulfill(body=(SNIPPET / path[1:]).read_text(), content_type="text/javascript")
        else:
            body = request.post_data.replace("WRITE_KEY", collector.write_key)
            status, told, headers = collector.call(path, body.encode(), {"Origin": "https://site.example", "User-Agent": request.headers["user-agent"]})
            page.answers.append(told)
            route.fulfill(status=status, body=json.dumps(told), headers={"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "X-Winnow", "X-Winnow": headers["x-winnow"]})

    page.answers, page.html = [], ""
    page.add_init_script("document.addEventListener('submit', event => event.preventDefault());")
    page.route("**/*", answer)

    def visit(html: str) -> Any:
        page.html = f"<!doctype html><title>x</title>{html}"
        page.goto("https://site.example/")
        return page

    return visit


def timeline(collector: Any, visitor: str, count: int) -> dict[str, dict[str, Any]]:
    """The visitor's events by name."""
    path = f"/v1/visitors/{visitor}/timeline"
    rows = collector.until(path, lambda told: len(told["timeline"]) >= count)["timeline"]
    return {row["name"] or row["kind"]: row for row in rows}


def test_no_recipe_has_a_secret_key_in_a_page():
    """Neither in a tag nor in a script."""
    for path in RECIPES.glob("*.md"):
        for block in re.findall(r"^```(?:html|js|jsx)\n(.*?)^```$", path.read_text(), re.DOTALL | re.MULTILINE):
            assert "sk_" not in block and "SECRET" not in block, path.name


@pytest.mark.browser
def test_static_sites(shop, collector):
    """The tag, and the form whose owner sends what was written."""
    tag, form = blocks("static-sites", "html")
    page = shop(tag + form.replace("...", "<input name=name><input name=email><input name=company><textarea name=message></textarea><button>send</button>"))
    page.wait_for_function("window.winnow && winnow.why() == ''")
    mail = f"ann.{uuid.uuid4().hex}@firm.test"
    for name, value in {"name": "Ann Lee", "email": mail, "company": "Lee Ltd", "message": "We want 20."}.items():
        page.fill(f"[name={name}]", value)
    page.click("button")
    page.evaluate("winnow.flush()")
    rows = timeline(collector, page.evaluate("localStorage.wn_id"), 4)
    assert rows["Message Sent"]["properties"] == {"form_name": "contact", "name": "Ann Lee", "email": mail, "company": "Lee Ltd", "message": "We want 20."}
    assert mail not in json.dumps(rows["Form Submitted"]["properties"])
    assert collector.get(f"/v1/visitors/{page.evaluate('localStorage.wn_id')}")["stage"] in ("lead", "qualified"), "the address made a lead of the visitor"


@pytest.mark.browser
def test_webflow(shop):
    """The tag is the plain one."""
    page = shop(blocks("webflow", "html")[0])
    page.wait_for_function("window.winnow && winnow.why() == ''")


@pytest.mark.browser
def test_tag_manager_without_the_template(shop, collector):
    """The Custom HTML tag: a script made by a script keeps its key, and calls made before it is there are kept."""
    page = shop(blocks("google-tag-manager", "html")[0] + "<script>winnow('track', 'Trial Started', { plan: 'team' })</script>")
    page.wait_for_function("window.winnow.why && winnow.why() == ''")
    page.evaluate("winnow.flush()")
    rows = timeline(collector, page.evaluate("localStorage.wn_id"), 2)
    assert rows["Trial Started"]["properties"] == {"plan": "team"}


@pytest.mark.browser
@pytest.mark.parametrize("allowed", [True, False])
def test_shopify_pages(shop, collector, allowed):
    """theme.liquid, with a signed-in customer and Shopify's privacy API: nothing before the visitor agrees."""
    theme = re.sub(r"\{% \w+.*? %\}", "", blocks("shopify", "html")[0]).replace("{{ customer.id }}", uuid.uuid4().hex)
    fake = "<script>window.Shopify = { loadFeatures: (wanted, done) => done(), customerPrivacy: { analyticsProcessingAllowed: () => %s } }</script>" % json.dumps(allowed)
    page = shop(fake + theme)
    page.wait_for_function("!!window.winnow.why")
    if not allowed:
        assert page.evaluate("winnow.why()") == "no-consent" and page.answers == []
        page.evaluate("document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail: { analyticsAllowed: true } }))")
    page.evaluate("winnow.flush()")
    rows = timeline(collector, page.evaluate("localStorage.wn_id"), 2)
    assert rows["identify"]["userId"].startswith("shopify_") and "page" in rows


VARIANT = {"id": "457", "sku": "CH-1", "title": "Oak", "price": {"amount": 20.5, "currencyCode": "EUR"}, "product": {"id": "895", "title": "Chair", "vendor": "Lee"}}
CHECKOUT = {
    "token": "tok", "currencyCode": "EUR", "totalPrice": {"amount": 50.0, "currencyCode": "EUR"}, "subtotalPrice": {"amount": 41.0, "currencyCode": "EUR"},
    "totalTax": {"amount": 4.0, "currencyCode": "EUR"}, "shippingLine": {"price": {"amount": 5.0, "currencyCode": "EUR"}}, "email": "ann@firm.test",
    "lineItems": [{"id": "1", "title": "Chair", "quantity": 2, "variant": VARIANT}], "order": {"id": "5001", "customer": {"id": "gid://shopify/Customer/CUSTOMER"}},
}  # fmt: skip


@pytest.mark.browser
def test_shopify_checkout(shop, collector):
    """The custom pixel with events of the documented shape: taken, under the snippet's id, by Segment's names, repeated ones once, no e-mail address."""
    (code,) = blocks("shopify", "js")
    visitor, customer = str(uuid.uuid4()), str(uuid.uuid4().int % 10**12)
    page = shop("")
    fake = """window.heard = {}; window.analytics = { subscribe: (name, listener) => heard[name] = listener };
      window.browser = { localStorage: { getItem: async name => name == "wn_id" ? %s : null } };""" % json.dumps(visitor)
    page.add_script_tag(content=fake + code)
    data = {
        "product_viewed": {"productVariant": VARIANT},
        "product_added_to_cart": {"cartLine": {"merchandise": VARIANT, "quantity": 2, "cost": {"totalAmount": {"amount": 41.0, "currencyCode": "EUR"}}}},
        "cart_viewed": {"cart": {"lines": [{"merchandise": VARIANT, "quantity": 2}]}},
        "checkout_started": {"checkout": {**CHECKOUT, "order": None, "shippingLine": None}},
        "checkout_completed": {"checkout": json.loads(json.dumps(CHECKOUT).replace("CUSTOMER", customer))},
    }
    fire = """([name, data, id]) => heard[name]({ id, clientId: "shopify-client", name, timestamp: new Date().toISOString(), data,
      context: { document: { location: { origin: location.origin, pathname: "/checkouts/c", href: "", search: "?key=secret" }, title: "Checkout", referrer: "" } } })"""
    for name, given in [*data.items(), *data.items()]:
        page.evaluate(fire, [name, given, f"{visitor}-{name}"])
    page.wait_for_timeout(300)
    assert [answer["rejected"] for answer in page.answers] == [[]] * 10 and sum(answer["accepted"] for answer in page.answers) == 5
    rows = timeline(collector, visitor, 5)
    assert list(rows) == ["Order Completed", "Checkout Started", "Cart Viewed", "Product Added", "Product Viewed"]
    order = rows["Order Completed"]
    assert order["userId"] == f"shopify_{customer}" and order["url"] == "https://site.example/checkouts/c"
    line = {"product_id": "895", "sku": "CH-1", "name": "Chair", "brand": "Lee", "price": 20.5, "currency": "EUR"}
    assert order["properties"] == {
        "order_id": "5001", "checkout_id": "tok", "total": 50, "subtotal": 41, "tax": 4, "shipping": 5, "currency": "EUR", "products": [line | {"quantity": 2}],
    }  # fmt: skip
    assert rows["Product Viewed"]["properties"] == line | {"quantity": 1}
    assert collector.get(f"/v1/visitors/{visitor}")["email"] == ""
