"""Flask: every call made during a request is about the visitor who made it.

    app = Flask(__name__)
    Winnow(app, snippet_key="wk_...", host="https://winnow.example.com")

and in a template `{{ winnow_snippet() }}`.
"""

from __future__ import annotations

import flask
from markupsafe import Markup

from .ambient import enter, leave
from .arrival import COOKIE, arrive
from .log import swallow
from .options import DEFAULT_HOST
from .snippet import winnow_snippet


class Winnow:
    """The extension. `snippet_key` is the public write key, and never taken from a client: its key may be secret.

    `proxies` is how many reverse proxies of your own stand in front, as in `arrive`.
    """

    def __init__(
        self, app: flask.Flask | None = None, *, snippet_key: str = "", host: str = DEFAULT_HOST, proxies: int = 0
    ) -> None:
        self._snippet_key, self._host, self._proxies = snippet_key, host, proxies
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """For application factories."""
        app.before_request(self._enter)
        app.teardown_request(self._leave)
        app.jinja_env.globals["winnow_snippet"] = self.snippet

    def snippet(self) -> Markup:
        """The snippet's tag, for templates."""
        return Markup(winnow_snippet(self._snippet_key, self._host))

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
