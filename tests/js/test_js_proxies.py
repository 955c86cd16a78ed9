"""The proxy recipes of js/README.md, taken from there word for word and run: nginx and Caddy pass a first-party path on."""
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

README = (Path(__file__).parents[2] / "js" / "README.md").read_text()


def recipe(language, collector):
    """The recipe with the test's collector in place of the example's."""
    text = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)[1]
    return text.replace("https://collector.example", collector).replace("collector.example", collector.removeprefix("http://"))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def nginx(tmp_path, site, recorder):
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not program:
        pytest.skip("needs nginx: apt-get install nginx-light")
    port = free_port()
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"""daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; worker_processes 1; events {{}}
        http {{ access_log off; {temporary} server {{ listen 127.0.0.1:{port};
          {recipe("nginx", recorder.url)}
          location / {{ proxy_pass {site.url.replace("localhost", "127.0.0.1")}; }} }} }}"""
    )
    yield from serving([program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], port, tmp_path)


@pytest.fixture
def caddy(tmp_path, site, recorder):
    program = shutil.which("caddy")
    if not program:
        pytest.skip("needs Caddy: apt-get install caddy")
    port = free_port()
    (tmp_path / "Caddyfile").write_text(
        f"""{{
  admin off
  auto_https off
}}
http://localhost:{port} {{
{recipe("caddy", recorder.url)}
  handle {{
    reverse_proxy {site.url.replace("localhost", "127.0.0.1")}
  }}
}}
"""
    )
    yield from serving([program, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"], port, tmp_path)


def serving(command, port, home):
    with open(home / "out", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={"HOME": str(home), "PATH": "/usr/bin:/usr/sbin"})
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            assert process.poll() is None, (home / "out").read_text()
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def visit_through(home, page, site, recorder, until):
    site.put("/", tag='<script defer src="/stats/w.js" data-key="KEY"></script>')
    site.csp = "default-src 'self'"
    page.context.add_cookies([{"name": "session", "value": "secret", "url": home}])
    page.goto(home + "/")
    until(lambda: recorder.named("page"))
    [post] = recorder.posts

    assert f"{home}/" == recorder.named("page")[0]["properties"]["url"]
    assert "/v1/b" == post.path
    assert "127.0.0.1" in post.headers["X-Forwarded-For"] or "::1" in post.headers["X-Forwarded-For"]
    assert not post.headers.get("Cookie")
    assert [] == recorder.preflights
    assert not [r for r in recorder.requests if "secret" in str(r.headers)]


def test_nginx(nginx, page, site, recorder, until):
    """Script and messages are the site's own: a policy of 'self' lets them through, the site's cookies stay behind."""
    visit_through(nginx, page, site, recorder, until)


def test_caddy(caddy, page, site, recorder, until):
    visit_through(caddy, page, site, recorder, until)
