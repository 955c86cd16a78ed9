/*
 * What a WordPress page adds to the snippet. It stands before the snippet's tag and works without it, and it never throws.
 * Its tag says: data-user (the account's opaque id), data-link (hand over the visitor's id), data-consent ("required" or "wp").
 */
(function () {
  "use strict";
  var tag = document.currentScript.dataset;

  function kept(name) {
    try {
      return localStorage.getItem("wn_" + name) || "";
    } catch (blocked) {
      return "";
    }
  }

  function setCookie(text) {
    document.cookie = text + "; path=/; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
  }

  /* The snippet's own rules (js/README.md, Privacy): its id, unless the visitor or the browser objects. */
  function visitor() {
    try {
      var consent = JSON.parse(kept("consent") || "null");
      var objects = navigator.globalPrivacyControl || navigator.doNotTrack > 0;
      if (kept("out") || (consent ? !consent.analytics : tag.consent || objects)) return "";
    } catch (unreadable) {
      return "";
    }
    var id = kept("id");
    return /^[A-Za-z0-9._-]{1,100}$/.test(id) ? id : "";
  }

  /* Somebody has signed out since the last page: who comes next is somebody else. */
  if (/(?:^|; )wn_reset=1/.test(document.cookie)) {
    try {
      localStorage.removeItem("wn_id");
      localStorage.removeItem("wn_user");
    } catch (blocked) {
      // Nothing was stored then.
    }
    setCookie("wn_reset=; max-age=0");
  }

  window.winnow =
    window.winnow ||
    function () {
      (window.winnow.q = window.winnow.q || []).push(arguments);
    };

  if (tag.user && kept("user") !== tag.user) window.winnow("identify", tag.user);

  /*
   * While a form is being sent, a cookie tells the server whose visit it belongs to. It lasts for two minutes: between forms
   * there is none, so that page caches go on working.
   */
  if ("link" in tag) {
    ["submit", "click"].forEach(function (type) {
      addEventListener(
        type,
        function (event) {
          var at = event.target;
          if (type === "click" && !(at && at.closest && at.closest("form, .wc-block-checkout"))) return;
          var id = visitor();
          if (id) setCookie("wn_id=" + id + "; max-age=120");
        },
        true
      );
    });
  }

  /* The WP Consent API, which consent banners speak. */
  if (tag.consent === "wp") {
    var decide = function (event) {
      if (typeof window.wp_has_consent !== "function") return;
      var given = { analytics: !!window.wp_has_consent("statistics"), marketing: !!window.wp_has_consent("marketing") };
      /* A no before the visitor was asked is none: the snippet waits, and keeps the first page view for later. */
      var decided = given.analytics || kept("consent") || event.type === "wp_listen_for_consent_change";
      if (decided && kept("consent") !== JSON.stringify(given)) window.winnow("consent", given);
    };
    ["DOMContentLoaded", "wp_listen_for_consent_change", "wp_consent_type_defined"].forEach(function (type) {
      document.addEventListener(type, decide);
    });
  }
})();
