"""Flask, Django and ASGI take over the snippet's visitor, and forget him after the request."""

from __future__ import annotations

import asyncio

import pytest
import winnow
from winnow.arrival import arrive, client_address, snippet_id

HEADERS = {
    "Cookie": 'session=x; wn_id=anon-1; other=a"b',
    "User-Agent": "Mozilla/5.0 (X11)",
    "Referer": "https://search.example/?q=crm",
    "Accept-Language": "de-DE",
    "Sec-GPC": "1",
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9",
    "X-Secret": "not for us",
}


def expect(message, host="localhost", peer="127.0.0.1"):
    """The context that HEADERS and GET /pricing?plan=pro must give, whatever the framework."""
    assert message["anonymousId"] == "anon-1" and message["userId"] == "u-1"
    context = dict(message["context"])
    assert context.pop("library")["name"] == "winnow-python"
    assert context == {
        "ip": peer,
        "userAgent": "Mozilla/5.0 (X11)",
        "page": {
            "url": f"http://{host}/pricing?plan=pro",
            "path": "/pricing",
            "referrer": "https://search.example/?q=crm",
        },
        "headers": {"Accept-Language": "de-DE", "Referer": "https://search.example/?q=crm", "Sec-GPC": "1"},
    }


@pytest.fixture
def client(make_client, wire):
    return make_client("wk_<&>", "https://collector.test", transport=wire, sync=True)


SNIPPET = '<script defer src="https://collector.test/w.js" data-key="wk_&lt;&amp;&gt;"></script>'


# Flask


@pytest.fixture
def flask_app(client):
    flask = pytest.importorskip("flask", reason="needs the pip package flask: pip install -r requirements-dev.txt")
    from winnow.flask import Winnow

    app = flask.Flask("shop")
    Winnow(app, snippet_key="wk_<&>", host="https://collector.test/")

    @app.get("/pricing")
    def pricing():
        client.track("u-1", "Seen")
        return flask.render_template_string("{{ winnow_snippet() }}")

    @app.get("/broken")
    def broken():
        raise KeyError

    return app


def test_flask(flask_app, wire):
    page = flask_app.test_client(use_cookies=False).get("/pricing?plan=pro", headers=HEADERS)
    assert page.text == SNIPPET
    expect(wire.messages[0])
    assert winnow.current_visitor() == winnow.Visitor()


def test_flask_forgets_the_visitor_of_a_broken_request(flask_app):
    flask_app.test_client().get("/broken", headers=HEADERS)
    assert winnow.current_visitor() == winnow.Visitor()


def test_flask_in_a_factory_without_a_snippet_key(caplog):
    flask = pytest.importorskip("flask", reason="needs the pip package flask: pip install -r requirements-dev.txt")
    from winnow.flask import Winnow

    app = flask.Flask("shop")
    Winnow(proxies=1).init_app(app)

    @app.get("/")
    def home():
        return winnow.current_visitor().context["ip"] + flask.render_template_string("{{ winnow_snippet() }}")

    assert app.test_client().get("/", headers=HEADERS).text == "203.0.113.9"
    assert "public write key (wk_...), got no key" in caplog.text


def test_a_secret_key_never_gets_into_a_page(caplog):
    assert winnow.winnow_snippet("sk_top", "https://collector.test") == ""
    assert "got a secret key" in caplog.text and "sk_top" not in caplog.text


# Django


@pytest.fixture(scope="module")
def django_settings():
    django = pytest.importorskip("django", reason="needs the pip package django: pip install -r requirements-dev.txt")
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x", DATABASES={}, INSTALLED_APPS=[],
            MIDDLEWARE=["winnow.django.WinnowMiddleware"],
            TEMPLATES=[{
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"libraries": {"winnow": "winnow.django"}},
            }],
            WINNOW_WRITE_KEY="wk_<&>", WINNOW_HOST="https://collector.test/",
        )  # fmt: skip
        django.setup()
    return settings


urlpatterns: list = []


def _urls(client):
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import path

    def pricing(request):
        client.track("u-1", "Seen")
        return HttpResponse(engines["django"].from_string("{% load winnow %}{% winnow_snippet %}").render({}))

    async def later(request):
        await asyncio.sleep(0)
        client.track("u-1", "Seen")
        return HttpResponse("")

    urlpatterns[:] = [path("pricing", later if client.asynchronous else pricing)]


def test_django(django_settings, client, wire):
    from django.test import Client
    from django.urls import clear_url_caches

    client.asynchronous = False
    clear_url_caches()
    _urls(client)
    page = Client(headers=HEADERS).get("/pricing?plan=pro")
    assert page.content.decode() == SNIPPET
    expect(wire.messages[0], "testserver")
    assert winnow.current_visitor() == winnow.Visitor()


def test_django_async(django_settings, client, wire):
    from django.test import AsyncClient
    from django.urls import clear_url_caches

    client.asynchronous = True
    clear_url_caches()
    _urls(client)
    browser = AsyncClient()
    browser.cookies["wn_id"] = "anon-1"
    assert asyncio.run(browser.get("/pricing?plan=pro", headers=HEADERS)).status_code == 200
    expect(wire.messages[0], "testserver")


# ASGI


def call(app, sent, **scope):
    """One request, as an ASGI server makes it."""
    raw = [(k.lower().encode(), v.encode()) for k, v in sent.items()]
    scope = {
        "type": "http", "scheme": "http", "path": "/pricing", "raw_path": b"/pricing", "query_string": b"plan=pro",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5000), "headers": [(b"host", b"localhost"), *raw], **scope,
    }  # fmt: skip
    asyncio.run(app(scope, None, None))


@pytest.fixture
def asgi_app(client):
    from winnow.asgi import WinnowMiddleware

    async def app(scope, receive, send):
        await asyncio.sleep(0)
        client.track("u-1", "Seen")

    return WinnowMiddleware(app)


def test_asgi(asgi_app, wire):
    call(asgi_app, HEADERS)
    expect(wire.messages[0])


def test_asgi_websocket_lifespan_and_odd_scopes(asgi_app, wire):
    call(asgi_app, HEADERS, type="websocket", scheme="ws")
    expect(wire.messages[0])
    call(asgi_app, {}, type="lifespan")
    assert wire.messages[1]["context"].keys() == {"library"}
    call(asgi_app, {"Cookie": 'wn_id="a b"; x'}, client=None, raw_path=None, query_string=b"", path="/café")
    assert wire.messages[2]["anonymousId"] == "a b" and "ip" not in wire.messages[2]["context"]


@pytest.mark.faults
def test_asgi_a_malformed_scope_still_reaches_the_app(asgi_app, wire):
    call(asgi_app, {}, headers=None)
    assert len(wire.messages) == 1


def test_fastapi(client, wire):
    fastapi = pytest.importorskip("fastapi", reason="needs the pip package fastapi: pip install -r requirements-dev.txt")
    httpx = pytest.importorskip("httpx", reason="needs the pip package httpx: pip install -r requirements-dev.txt")
    from winnow.asgi import WinnowMiddleware

    app = fastapi.FastAPI()
    app.add_middleware(WinnowMiddleware, proxies=1)

    @app.get("/pricing")
    def pricing():  # sync: FastAPI runs it in another thread, with the context copied
        client.track("u-1", "Seen")

    async def get():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
            await http.get("/pricing?plan=pro", headers=HEADERS)

    asyncio.run(get())
    expect(wire.messages[0], peer="203.0.113.9")


# What they share


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("10.0.0.2", None, 1, "10.0.0.2"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.9", 0, "10.0.0.2"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.9,10.0.0.1", 2, "203.0.113.9"),
        ("10.0.0.2", "203.0.113.9", 3, "203.0.113.9"),
        ("10.0.0.2", " , ", 1, "10.0.0.2"),
        (None, None, 0, None),
    ],
)
def test_the_address_is_never_the_visitors_own_claim(peer, forwarded, proxies, address):
    assert client_address(peer, forwarded, proxies) == address


@pytest.mark.parametrize(
    ("value", "found"),
    [("a-1", "a-1"), ("a%2D1", "a-1"), ("", None), (None, None), ("x" * 101, None), ("a\nb", None), ("a%00b", None)],
)
def test_an_id_from_outside_is_taken_only_if_it_can_be_one(value, found):
    assert snippet_id(value) == found


def test_the_header_stands_in_for_the_cookie_and_long_headers_are_cut():
    headers = {"X-Winnow-Id": "h-1", "User-Agent": "x" * 1_000_000, "Referer": "y" * 1_000_000}
    found = arrive(headers.get, None, None, "https://s.example/a?" + "z" * 1_000_000)
    assert found.anonymous_id == "h-1" and found.user_id is None and "ip" not in found.context
    assert len(str(found.context)) < 10_000
    assert arrive(headers.get, "c-1", None, "/").anonymous_id == "c-1"
