"""Django: every call made during a request is about the visitor who made it.

    MIDDLEWARE = ["winnow.django.WinnowMiddleware", ...]
    WINNOW_WRITE_KEY = "wk_..."                       # the public key, for the snippet
    WINNOW_HOST = "https://winnow.example.com"
    WINNOW_PROXIES = 1                                # reverse proxies of your own in front; 0 if none
    TEMPLATES[0]["OPTIONS"]["libraries"] = {"winnow": "winnow.django"}

and in a template `{% load winnow %}{% winnow_snippet %}`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .ambient import NOBODY, Visitor, visitor
from .arrival import COOKIE, arrive
from .log import swallow
from .options import DEFAULT_HOST
from .snippet import winnow_snippet as tag

register = template.Library()


@register.simple_tag  # type: ignore[untyped-decorator, unused-ignore]
def winnow_snippet() -> SafeString:
    """The snippet's tag, from WINNOW_WRITE_KEY and WINNOW_HOST."""
    return mark_safe(tag(getattr(settings, "WINNOW_WRITE_KEY", ""), getattr(settings, "WINNOW_HOST", DEFAULT_HOST)))


class WinnowMiddleware:
    """For sync and async stacks alike."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response
        self._asynchronous = iscoroutinefunction(get_response)
        if self._asynchronous:
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Any:
        if self._asynchronous:
            return self._later(request)
        with visitor(*_arrive(request)):
            return self._get_response(request)

    async def _later(self, request: Any) -> Any:
        with visitor(*_arrive(request)):
            answer: Awaitable[Any] = self._get_response(request)
            return await answer


def _arrive(request: Any) -> Visitor:
    try:
        peer = request.META.get("REMOTE_ADDR")
        cookie = request.COOKIES.get(COOKIE)
        proxies = getattr(settings, "WINNOW_PROXIES", 0)
        return arrive(request.headers.get, cookie, peer, request.build_absolute_uri(), proxies)
    except Exception as error:  # DisallowedHost, for one: Django will answer it, not we
        swallow("reading a request", error)
        return NOBODY
