"""The WordPress plugin: what stands in pages, and what the settings take."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.plugins.conftest import WORDPRESS

HEAD = "do_action('wp_head');"
USERS = {
    "1": {"roles": ["administrator"], "user_email": "boss@site.test", "first_name": "", "last_name": "", "user_registered": "2020-01-02 03:04:05", "user_login": "boss"},
    "7": {"roles": ["subscriber"], "user_email": "jo@firm.test", "first_name": "Jo", "last_name": "Berg", "user_registered": "2026-01-02 03:04:05", "user_login": "jo"},
}


@pytest.mark.parametrize("path", sorted(WORDPRESS.rglob("*.php")), ids=lambda path: path.name)
def test_php_reads_it(php, path):
    """No syntax error; nothing of PHP 8 that 7.4 does not know; cannot be called from outside WordPress."""
    done = subprocess.run([php, "-l", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    text = path.read_text()
    assert not re.search(r"\?->|\bmatch\s*\(|#\[|\bstr_(starts|ends)_with|\bstr_contains|\benum\b|\breadonly\b|function \w+\([^)]*\b(public|private) ", text)
    assert re.search(r"defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;", text)


def test_the_tag(wordpress):
    """The snippet's own tag, deferred unless it shows welcomes, with the options that are set and no others; page.js before it."""
    told = wordpress(HEAD)
    assert '<script defer src="https://collector.example/w.js" data-key="wk_1"></script>' in told.output
    assert told.output.index("assets/page.js") < told.output.index("w.js")
    told = wordpress(HEAD, {"consent": "required", "search": True, "hash": True, "welcome": True, "query": "plan,tier", "build": "w.full.js", "proxy": "/stats"})
    assert '<script src="/stats/w.full.js" data-key="wk_1" data-consent="required" data-hash data-search data-welcome data-query="plan,tier"></script>' in told.output
    assert "defer" not in told.output
    assert 'content="404"' in wordpress(HEAD, flags=["404"]).output
    assert "data-link" not in wordpress(HEAD, {"cookieless": True}).output


def test_nothing_can_break_out_of_the_tag(wordpress):
    """Even settings that came past the form (another plugin, the data base) are escaped where they are printed."""
    evil = '"><script>alert(1)</script>'
    told = wordpress(HEAD, {"host": "https://x.example/" + evil, "key": evil, "query": evil, "consent": "required", "proxy": ""})
    assert told.output.count("<script") == 2 and "<script>" not in told.output and "alert(1)<" not in told.output
    assert "javascript:" not in wordpress(HEAD, {"host": "javascript:alert(1)//"}).output
    told = wordpress("add_filter('winnow_tag_attributes', function ($a) { return $a + array('onload=\"x\" y' => '1', 'data-cfasync' => 'false'); });" + HEAD)
    assert "onload" not in told.output and 'data-cfasync="false"' in told.output


@pytest.mark.parametrize(
    "given",
    [
        {"set": {"key": ""}},
        {"set": {"host": ""}},
        {"user": 1, "users": USERS},
        {"flags": ["preview"]},
        {"flags": ["customize"]},
        {"set": {"excluded": ["/intern/*"]}, "server": {"REQUEST_URI": "/intern/plans?x=1"}},
        {"set": {"excluded": ["/thanks"]}, "server": {"REQUEST_URI": "/Thanks/"}},
        {"code": "add_filter('winnow_print_tag', function () { return false; });"},
    ],
    ids=["no key", "no host", "role", "preview", "customizer", "below a path", "path", "filter"],
)
def test_nothing_is_printed(wordpress, given):
    """Without a key, for roles that are left out, on excluded paths."""
    given = {"code": "", **given}
    assert wordpress(given.pop("code") + HEAD, **given).output == ""


def test_paths_are_matched_whole(wordpress):
    """/intern/* does not exclude /internet, nor does a dot match anything."""
    for path in ("/internet", "/x/intern/a", "/"):
        assert "w.js" in wordpress(HEAD, {"excluded": ["/intern/*", "/a.b"]}, server={"REQUEST_URI": path}).output
    assert "w.js" in wordpress(HEAD, {"excluded": ["/a.b"]}, server={"REQUEST_URI": "/aXb"}).output


def test_the_page_knows_an_opaque_id_only(wordpress):
    """Somebody signed in: page.js gets an id that says nothing and is the same each time; nothing of the account is printed."""
    told = [wordpress(HEAD, {"email": True}, secret="sk_secret123", user=7, users=USERS).output for _ in range(2)]
    assert told[0] == told[1] and re.search(r'data-user="wp_[0-9a-f]{32}"', told[0])
    assert not re.search("jo@|Berg|sk_|pepper", told[0])
    assert "data-user" not in wordpress(HEAD, {"identify": False}, user=7, users=USERS).output
    other = wordpress(HEAD, user=7, users=USERS, options={"winnow_salt": "salt"}).output
    assert re.search(r"wp_\w+", other)[0] != re.search(r"wp_\w+", told[0])[0]


def test_hooks(wordpress):
    """Everything is hooked, with as many arguments as the callbacks take."""
    hooks = wordpress().hooks
    expected = {
        "wp_head": 1, "login_head": 1, "wp_login": 2, "user_register": 1, "wp_logout": 1, "wpcf7_mail_sent": 1, "wpforms_process_complete": 4,
        "gform_after_submission": 2, "elementor_pro/forms/new_record": 2, "comment_post": 3, "woocommerce_checkout_order_created": 1,
        "woocommerce_store_api_checkout_order_processed": 1, "woocommerce_order_status_changed": 4, "woocommerce_order_refunded": 2,
        "admin_init": 1, "admin_menu": 1, "admin_post_winnow_check": 1, "shutdown": 1, "winnow_deliver": 1, "activate": 1, "deactivate": 1,
    }  # fmt: skip
    assert {name: hooks[name][0][1] for name in expected} == expected


SAVE = "do_action('admin_init'); update_option('winnow', %s); update_option('winnow_secret_key', %s);"


def test_settings_are_cleaned(wordpress):
    """What the form sends is cut down to what can be meant; an unknown consent mode is the strict one."""
    form = """array('host' => ' https://c.example/ ', 'key' => 'wk_2', 'build' => '../evil.js', 'consent' => 'whatever', 'query' => 'plan, <b>,tier"',
      'roles' => array('editor', '<x>', array(1)), 'excluded' => "/a/*\\r\\nb\\n /c<script>x</script>", 'identify' => '1', 'unknown' => 'x', 'proxy' => '/stats/')"""
    told = wordpress(SAVE % (form, "'sk_0123456789'"))
    kept = told.options["winnow"]
    assert (kept["host"], kept["key"], kept["build"], kept["consent"]) == ("https://c.example", "wk_2", "w.js", "required")
    assert (kept["query"], kept["roles"], kept["excluded"], kept["proxy"]) == ("plan,b,tier", ["editor", "x"], ["/a/*", "/cx"], "/stats")
    assert kept["identify"] is True and kept["forms"] is False and "unknown" not in kept
    assert told.options["winnow_secret_key"] == "sk_0123456789"


@pytest.mark.parametrize(
    "form, error",
    [
        ({"host": "javascript:alert(1)", "key": "wk_1"}, "host"),
        ({"host": "https://user:pass@c.example", "key": "wk_1"}, "host"),
        ({"host": "https://collector.example", "key": "sk_123456"}, "key"),
        ({"host": "https://collector.example", "key": "wk_1", "proxy": "//evil.example"}, "proxy"),
    ],
    ids=["script", "password", "secret key", "other host"],
)
def test_wrong_settings_keep_the_old_ones(wordpress, form, error):
    """With a sentence for the owner. The secret key in the field for the public one is the dangerous mistake."""
    given = "array(" + ", ".join(f"'{name}' => '{value}'" for name, value in form.items()) + ")"
    told = wordpress(SAVE % (given, "''"))
    assert told.errors == [f"winnow_{error}"]
    assert (told.options["winnow"]["host"], told.options["winnow"]["key"], told.options["winnow"]["proxy"]) == ("https://collector.example", "wk_1", "")


def test_the_secret_key(wordpress):
    """Never loaded with pages, never printed, kept by an empty field, refused if it is the public one, forgotten on demand."""
    told = wordpress("do_action('activate');", options={"winnow": []})
    fresh = wordpress("delete_option('winnow_secret_key'); delete_option('winnow_salt'); do_action('activate');")
    assert fresh.autoload == {"winnow_secret_key": "no", "winnow_salt": "no"} and len(fresh.options["winnow_salt"]) == 64
    assert not told.autoload
    page = wordpress("do_action('admin_init'); Winnow_Admin::page();", secret="sk_topsecret", flags=["can:manage_options"])
    assert "Secret key" in page.output and "stored; write a new one" in page.output and "sk_topsecret" not in page.output and "pepper" not in page.output
    assert wordpress(SAVE % ("array()", "''"), secret="sk_topsecret").options["winnow_secret_key"] == "sk_topsecret"
    assert wordpress(SAVE % ("array()", "'wk_1234567890'"), secret="sk_topsecret").errors == ["winnow_secret"]
    assert wordpress(SAVE % ("array()", "''"), secret="sk_topsecret", post={"winnow_forget_secret": "1"}).options["winnow_secret_key"] == ""
    constant = wordpress("define('WINNOW_SECRET_KEY', 'sk_const'); Winnow_Admin::page();", flags=["can:manage_options"])
    assert "wp-config.php" in constant.output and "sk_const" not in constant.output


def test_the_settings_page(wordpress):
    """For those who may manage options only; every setting has its field; everything is escaped."""
    assert wordpress("Winnow_Admin::page();").output == ""
    evil = '"><script>alert(1)</script>'
    page = wordpress("set_transient('winnow_trouble', '<b>x'); Winnow_Admin::page();", {"key": evil, "excluded": ["/</textarea>" + evil], "query": evil}, flags=["can:manage_options"])
    assert "<script" not in page.output and "<b>" not in page.output and page.output.count("</textarea>") == 1
    assert page.output.count('name="_wpnonce"') == 2
    fields = set(re.findall(r'name="winnow\[(\w+)\]', page.output))
    assert fields == {"host", "proxy", "key", "build", "consent", "identify", "email", "link", "forms", "comments", "shop", "address", "search", "hash", "cookieless", "welcome", "query", "roles", "excluded"}


def test_the_connection_is_checked(wordpress, collector):
    """Both keys, by the collector's own words; only for those who may, and with the nonce."""
    check = "do_action('admin_post_winnow_check');"
    post = {"_wpnonce": "nonce-winnow_check"}
    assert wordpress(check, post=post).died == "You may not do this."
    assert wordpress(check, flags=["can:manage_options"]).died == "nonce"
    told = wordpress(check, {"host": collector.url, "key": collector.write_key}, secret=collector.secret_key, flags=["can:manage_options"], post=post)
    assert told.died.startswith("redirect") and told.options["_transient_winnow_checked"] == "Write key: OK; Secret key: OK"
    told = wordpress(check, {"host": collector.url, "key": "wk_wrong"}, flags=["can:manage_options"], post=post)
    assert told.options["_transient_winnow_checked"] == "Write key: 401 bad_key; Secret key: missing"


def test_uninstall_leaves_nothing(wordpress):
    """Settings, keys, waiting messages and transients go; other plugins' options stay."""
    others = {"blogname": "Site", "winnow_wait_1": [1], "_transient_winnow_down": 60, "winnower": "somebody else's"}
    told = wordpress(f"define('WP_UNINSTALL_PLUGIN', 'x'); require '{WORDPRESS}/uninstall.php';", secret="sk_1", options=others)
    assert told.options == {"blogname": "Site", "winnower": "somebody else's"}


def test_readme():
    """WordPress' format, with the plugin's version."""
    readme, plugin = (WORDPRESS / "readme.txt").read_text(), (WORDPRESS / "winnow.php").read_text()
    version = re.search(r"Version:\s+(\S+)\n", plugin)[1]
    assert readme.startswith("=== Winnow ===") and f"Stable tag: {version}" in readme and f"'{version}'" in plugin
    for section in ("Description", "Installation", "Frequently Asked Questions", "Changelog"):
        assert f"\n== {section} ==\n" in readme
    short = re.search(r"\n\n(.+)\n\n== Description", readme)[1]
    assert len(short) <= 150
