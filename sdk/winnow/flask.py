"""Flask: every call made during a request is about the visitor who made it.

    app = Flask(__name__)
    client = winnow.Client("wk_...", host="https://winnow.example.com")
    Winnow(app, client)

and in a template `{{ winnow_snippet() }}`.
"""

from __future__ import annotations

import flask
from markupsafe import Markup

from .ambient import enter, leave
from .arrival import COOKIE, arrive
from .client import Client
from .log import swallow
from .snippet import winnow_snippet


class Winnow:
    """The extension; `snippet_key` is the public write key for pages, if `client` has a secret key."""

    def __init__(
        self, app: flask.Flask | None = None, client: Client | None = None, *,
        proxies: int = 0, snippet_key: str | None = None,
    ) -> None:  # fmt: skip
        self._client, self._proxies, self._snippet_key = client, proxies, snippet_key
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """For application factories."""
        app.before_request(self._enter)
        app.teardown_request(self._leave)
        app.jinja_env.globals["winnow_snippet"] = self.snippet

    def snippet(self) -> Markup:
        """The snippet's tag, for templates; empty without a client."""
        if self._client is None:
            return Markup("")
        return Markup(winnow_snippet(self._snippet_key or self._client.write_key, self._client.host))

    def _enter(self) -> None:
        request = flask.request
        try:
            cookie = request.cookies.get(COOKIE)
            found = arrive(request.headers.get, cookie, request.remote_addr, request.url, self._proxies)
            flask.g._winnow = enter(found)
        except Exception as error:
            swallow("reading a request", error)

    def _leave(self, error: BaseException | None = None) -> None:
        token = flask.g.pop("_winnow", None)
        if token is not None:
            leave(token)
