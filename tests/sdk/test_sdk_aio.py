"""The client for asyncio blocks no event loop."""

from __future__ import annotations

import asyncio

import winnow

FAR = 3600.0  # s


def test_the_async_client():
    async def story():
        wire = winnow.RecordingTransport()
        async with winnow.AsyncClient("wk_test", transport=wire, flush_interval=FAR) as client:
            with winnow.visitor(anonymous_id="a-1"):
                for kind in ("identify", "track", "page", "screen", "group"):
                    more = {"track": {"event": "E"}, "group": {"group_id": "g"}}.get(kind, {})
                    assert await getattr(client, kind)("u", **more)
            assert await client.alias("a", "b") and await client.flush(20)
        assert await client.track("u", "Late") is False
        return wire.messages, client.counters

    messages, counters = asyncio.run(story())
    assert len(messages) == 6 and counters.sent == 6 and counters.dropped == {"closed": 1}
    assert messages[0]["anonymousId"] == "a-1"


def test_the_async_client_in_sync_mode_does_not_block_the_loop(gate):
    async def story():
        client = winnow.AsyncClient("wk_test", transport=gate, sync=True)
        with winnow.visitor(anonymous_id="a-1"):
            call = asyncio.create_task(client.track("u", "E"))
        await asyncio.to_thread(gate.entered.wait, 20)
        gate.opened.set()  # only reached if the loop still runs
        assert await call
        await client.shutdown()

    asyncio.run(story())
    assert gate.messages[0]["anonymousId"] == "a-1"
