"""What the plugin's readme and its recipe show runs as it stands there."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import textwrap
import zipfile
from pathlib import Path

import pytest

from tests.plugins.conftest import PLUGINS, WORDPRESS
from tests.plugins.test_wordpress_pages import HEAD
from tests.plugins.test_wordpress_server import CF7

README = (WORDPRESS / "readme.txt").read_text()
RECIPE = (PLUGINS.parent / "docs" / "recipes" / "wordpress.md").read_text()
BLOCKS = [(language, textwrap.dedent(text)) for language, text in re.findall(r"^ *```(\w+)\n(.*?)^ *```$", RECIPE, re.DOTALL | re.MULTILINE)]
[ZIP], [SECRET, FILTERS] = ([text for language, text in BLOCKS if language == wanted] for wanted in ("sh", "php"))


def test_the_file_that_wordpress_takes(tmp_path: Path) -> None:
    """The command makes one folder with the plugin's main file in it."""
    if not shutil.which("zip"):
        pytest.skip("needs zip: apt-get install zip")
    shutil.copytree(PLUGINS, tmp_path / "plugins")
    subprocess.run(["sh", "-ec", ZIP], cwd=tmp_path, check=True, capture_output=True)
    names = zipfile.ZipFile(tmp_path / "plugins" / "wordpress" / "winnow.zip").namelist()
    assert "winnow/winnow.php" in names and {name.split("/")[0] for name in names} == {"winnow"}


def test_the_secret_key_as_a_constant(wordpress) -> None:
    """The line of the recipe, which the readme has, too."""
    assert f"`{SECRET.strip()}`" in README
    told = wordpress(SECRET + CF7)
    assert told.requests[0]["headers"]["Authorization"] == "Basic " + base64.b64encode(b"sk_...:").decode()


def test_the_filters(wordpress) -> None:
    """Each example does what it says; the readme, the recipe and the plugin name the same filters."""
    phone = CF7.replace("'birth' => '1990-01-01'", "'your-phone' => '+34 1'").replace("'birth' => 'date'", "'your-phone' => 'tel'")
    [message] = wordpress(phone, secret="sk_1").requests[0]["body"]["batch"]
    assert message["properties"]["phone"] == "+34 1"
    [message] = wordpress(FILTERS + phone, secret="sk_1").requests[0]["body"]["batch"]
    assert "phone" not in message["properties"] and message["properties"]["shop"] == "north"
    assert wordpress(FILTERS + CF7.replace("return 12", "return 7"), secret="sk_1").requests == []
    assert 'data-cfasync="false"' in wordpress(FILTERS + HEAD).output
    assert "w.js" not in wordpress(FILTERS + HEAD, flags=["404"]).output

    applied = {name for path in WORDPRESS.rglob("*.php") for name in re.findall(r"apply_filters\( '(\w+)'", path.read_text())}
    assert applied == set(re.findall(r"^\* `(winnow_\w+)`", README, re.MULTILINE)) == set(re.findall(r"add_filter\( '(\w+)'", FILTERS))
