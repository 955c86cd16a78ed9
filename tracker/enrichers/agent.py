"""Tells what a user agent says: the device of a person, or the name that a program gives itself."""
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import header, inner, is_app, is_backend
from tracker.reading.agents import LIMIT, behind_of, facts_of

ENRICHER = Enricher(
    says="The browser, system and device, or the program that names itself.",
    facts={
        "browser": "family of the browser, without version: Chrome, Mobile Safari, Firefox ...",
        "os": "family of the operating system: Windows, iOS, Android ...",
        "device": "phone, tablet, pc, tv or other",
        "bot_name": "what a program calls itself, in lower case; absent unless it does",
        "bot_kind": "search, seo, monitor, scanner, ai_crawler, ai_assistant, preview, mail_scanner, http_library, automation, feed, "
                    "academic, other, or unlisted: no list knows the name and no browser or device of a person has one like it",
        "agent_odd": "why no browser sends this agent: bare, no_spaces, truncated, quoted, no_engine, impossible",
        "browser_behind": "how many releases a plain desktop Chrome lags behind its time, from 12 (a year) on",
        "agent_empty": "True when a browser or log request came without any agent",
    },
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the agent. A back end's agent says nothing about a person, so it says nothing here."""
    if is_backend(event):
        return {}
    agent = event.agent[:LIMIT].strip() if isinstance(event.agent, str) else ""
    if agent and agent != "-":
        facts = dict(facts_of(agent))
        if facts.get("bot_kind") in ("http_library", "unlisted") and is_app(event):
            return {}
        if (behind := behind_of(agent, event.at)) >= 12:
            facts["browser_behind"] = behind
        return facts
    seen = header(event, "user-agent") is not None or bool(event.headers) or inner(event.context, "library", "name") == "server-log"
    return {"agent_empty": True} if seen else {}
