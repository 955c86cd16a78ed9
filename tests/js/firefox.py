"""Debian's Firefox, driven as a visitor would use it: WebDriver BiDi, which the browser itself speaks (no geckodriver needed)."""
import json
import re
import subprocess
import time
from itertools import count

QUIET = {
    "network.proxy.type": 0, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False, "toolkit.telemetry.enabled": False, "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "browser.safebrowsing.downloads.remote.enabled": False,
    "services.settings.server": "http://127.0.0.1:9", "browser.aboutwelcome.enabled": False,
}  # fmt: skip


class Firefox:
    """One tab of a fresh profile with these preferences; ``close()`` ends it."""

    def __init__(self, program, home, connect, **preferences):
        profile = home / "profile"
        profile.mkdir()
        told = QUIET | {name.replace("__", "."): value for name, value in preferences.items()}
        (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in told.items()))
        self.log = home / "firefox.log"
        with open(self.log, "wb") as out:
            # Started with a page: on an empty tab the address bar has the focus and keeps it, and the page hears of none.
            command = [program, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile), "data:text/html,start"]
            self.process = subprocess.Popen(command, stdout=out, stderr=out, env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
        self.numbers = count(1)
        self.socket = connect(self._address() + "/session", timeout=30, suppress_origin=True)
        self.ask("session.new", capabilities={})
        [self.tab] = [tab["context"] for tab in self.ask("browsingContext.getTree")["contexts"]]

    def _address(self):
        for _ in range(600):
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", self.log.read_text(errors="replace")):
                return found[1]
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-1000:]
            time.sleep(0.05)
        raise AssertionError("Firefox did not start: " + self.log.read_text(errors="replace")[-1000:])

    def ask(self, method, **params):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (told := json.loads(self.socket.recv())).get("id") != number:
            pass
        assert told["type"] == "success", told
        return told["result"]

    def goto(self, url):
        self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def back(self):
        self.ask("browsingContext.traverseHistory", context=self.tab, delta=-1)

    def evaluate(self, expression):
        """The value of an expression, as JSON would carry it."""
        told = self.ask("script.evaluate", expression=f"JSON.stringify({expression})", target={"context": self.tab}, awaitPromise=True)
        assert told["type"] == "success", told
        return json.loads(told["result"].get("value", "null"))

    def click(self, selector):
        """A person's click: the pointer moves there, the button goes down and up."""
        x, y = self.evaluate(f"(r => [r.x + r.width / 2, r.y + r.height / 2].map(Math.round))(document.querySelector({json.dumps(selector)}).getBoundingClientRect())")
        moves = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.ask("input.performActions", context=self.tab, actions=[{"type": "pointer", "id": "mouse", "actions": moves}])

    def type(self, text):
        """Keys, into what has the focus."""
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.ask("input.performActions", context=self.tab, actions=[{"type": "key", "id": "keys", "actions": keys}])

    def close(self):
        self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
