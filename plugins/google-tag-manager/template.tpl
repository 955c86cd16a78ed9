___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Winnow",
  "categories": ["ANALYTICS", "LEAD_GENERATION"],
  "brand": {
    "id": "brand_dummy",
    "displayName": "Winnow"
  },
  "description": "Loads the Winnow snippet from your own collector, and tells it of events, people and consent.",
  "containerContexts": ["WEB"]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "SELECT",
    "name": "action",
    "displayName": "What this tag does",
    "macrosInSelect": false,
    "selectItems": [
      {"value": "load", "displayValue": "Load the snippet (page views, clicks, forms)"},
      {"value": "track", "displayValue": "Track an event"},
      {"value": "identify", "displayValue": "Identify the visitor"},
      {"value": "consent", "displayValue": "Pass on a decision about consent"}
    ],
    "simpleValueType": true,
    "defaultValue": "load"
  },
  {
    "type": "TEXT",
    "name": "host",
    "displayName": "Collector",
    "simpleValueType": true,
    "valueHint": "https://collector.example",
    "help": "Must also be allowed under Permissions > Injects scripts of this template.",
    "enablingConditions": [{"paramName": "action", "paramValue": "load", "type": "EQUALS"}],
    "valueValidators": [{"type": "NON_EMPTY"}, {"type": "REGEX", "args": ["^https://[^?#\\s]+[^/?#\\s]$"], "errorMessage": "An address such as https://collector.example, without a slash at the end."}]
  },
  {
    "type": "TEXT",
    "name": "writeKey",
    "displayName": "Write key",
    "simpleValueType": true,
    "valueHint": "wk_...",
    "help": "The public one. A secret key (sk_...) must never stand in a page.",
    "enablingConditions": [{"paramName": "action", "paramValue": "load", "type": "EQUALS"}],
    "valueValidators": [{"type": "NON_EMPTY"}, {"type": "REGEX", "args": ["^(?!sk_)[A-Za-z0-9_-]+$"], "errorMessage": "The public write key, of letters and digits."}]
  },
  {
    "type": "SELECT",
    "name": "consent",
    "displayName": "Consent",
    "macrosInSelect": false,
    "selectItems": [
      {"value": "mode", "displayValue": "Required: follow Google's consent mode (analytics_storage)"},
      {"value": "required", "displayValue": "Required: another tag or the page passes it on"},
      {"value": "none", "displayValue": "Not asked for (Global Privacy Control is respected)"}
    ],
    "simpleValueType": true,
    "defaultValue": "mode",
    "enablingConditions": [{"paramName": "action", "paramValue": "load", "type": "EQUALS"}]
  },
  {
    "type": "GROUP",
    "name": "options",
    "displayName": "Options",
    "groupStyle": "ZIPPY_CLOSED",
    "enablingConditions": [{"paramName": "action", "paramValue": "load", "type": "EQUALS"}],
    "subParams": [
      {"type": "CHECKBOX", "name": "hash", "checkboxText": "Count #/routes as pages", "simpleValueType": true},
      {"type": "CHECKBOX", "name": "search", "checkboxText": "Send the words typed into the site search", "simpleValueType": true},
      {"type": "CHECKBOX", "name": "cookieless", "checkboxText": "Store nothing and send no id", "simpleValueType": true},
      {"type": "CHECKBOX", "name": "welcome", "checkboxText": "Show welcomes (data-wn-show)", "simpleValueType": true},
      {"type": "TEXT", "name": "query", "displayName": "Further query parameters that may be sent", "valueHint": "plan,tier", "simpleValueType": true}
    ]
  },
  {
    "type": "TEXT",
    "name": "event",
    "displayName": "Event",
    "simpleValueType": true,
    "valueHint": "Trial Started",
    "enablingConditions": [{"paramName": "action", "paramValue": "track", "type": "EQUALS"}],
    "valueValidators": [{"type": "NON_EMPTY"}]
  },
  {
    "type": "TEXT",
    "name": "userId",
    "displayName": "User id",
    "simpleValueType": true,
    "help": "Leave empty for somebody who has none.",
    "enablingConditions": [{"paramName": "action", "paramValue": "identify", "type": "EQUALS"}]
  },
  {
    "type": "SIMPLE_TABLE",
    "name": "properties",
    "displayName": "Properties",
    "simpleTableColumns": [
      {"defaultValue": "", "displayName": "Name", "name": "name", "type": "TEXT", "isUnique": true, "valueValidators": [{"type": "NON_EMPTY"}]},
      {"defaultValue": "", "displayName": "Value", "name": "value", "type": "TEXT"}
    ],
    "enablingConditions": [
      {"paramName": "action", "paramValue": "track", "type": "EQUALS"},
      {"paramName": "action", "paramValue": "identify", "type": "EQUALS"}
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "given",
    "checkboxText": "The visitor has agreed",
    "simpleValueType": true,
    "enablingConditions": [{"paramName": "action", "paramValue": "consent", "type": "EQUALS"}]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const addConsentListener = require('addConsentListener');
const createArgumentsQueue = require('createArgumentsQueue');
const encodeUriComponent = require('encodeUriComponent');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');
const makeTableMap = require('makeTableMap');
const queryPermission = require('queryPermission');

// The snippet itself once it runs; before that a queue, whose calls it makes in order.
const winnow = createArgumentsQueue('winnow', 'winnow.q');
const named = data.properties ? makeTableMap(data.properties, 'name', 'value') : {};

const load = () => {
  const mode = data.consent === 'mode';
  // A tag of Tag Manager has no attributes: the options stand in the script's address, which w.full.js reads.
  let url = data.host + '/w.full.js?key=' + encodeUriComponent(data.writeKey);
  if (data.consent !== 'none') url += '&consent=required';
  ['hash', 'search', 'cookieless', 'welcome'].forEach((name) => {
    if (data[name]) url += '&' + name + '=1';
  });
  if (data.query) url += '&query=' + encodeUriComponent(data.query);
  if (!queryPermission('inject_script', url)) {
    data.gtmOnFailure();
    return;
  }
  if (mode) {
    // Not yet asked is no refusal: the snippet waits, and keeps the first page view for later.
    if (isConsentGranted('analytics_storage')) winnow('consent', true);
    addConsentListener('analytics_storage', (type, granted) => winnow('consent', granted));
  }
  injectScript(url, data.gtmOnSuccess, data.gtmOnFailure, 'winnow');
};

if (data.action === 'load') {
  load();
} else {
  if (data.action === 'track') winnow('track', data.event, named);
  if (data.action === 'identify') {
    if (data.userId) winnow('identify', data.userId, named);
    else winnow('identify', named);
  }
  if (data.action === 'consent') winnow('consent', data.given === true);
  data.gtmOnSuccess();
}


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {"publicId": "inject_script", "versionId": "1"},
      "param": [
        {"key": "urls", "value": {"type": 2, "listItem": [{"type": 1, "string": "https://collector.example/*"}]}}
      ]
    },
    "clientAnnotations": {"isEditedByUser": true},
    "isRequired": true
  },
  {
    "instance": {
      "key": {"publicId": "access_globals", "versionId": "1"},
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [{"type": 1, "string": "key"}, {"type": 1, "string": "read"}, {"type": 1, "string": "write"}, {"type": 1, "string": "execute"}],
                "mapValue": [{"type": 1, "string": "winnow"}, {"type": 8, "boolean": true}, {"type": 8, "boolean": true}, {"type": 8, "boolean": false}]
              },
              {
                "type": 3,
                "mapKey": [{"type": 1, "string": "key"}, {"type": 1, "string": "read"}, {"type": 1, "string": "write"}, {"type": 1, "string": "execute"}],
                "mapValue": [{"type": 1, "string": "winnow.q"}, {"type": 8, "boolean": true}, {"type": 8, "boolean": true}, {"type": 8, "boolean": false}]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {"isEditedByUser": true},
    "isRequired": true
  },
  {
    "instance": {
      "key": {"publicId": "access_consent", "versionId": "1"},
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [{"type": 1, "string": "consentType"}, {"type": 1, "string": "read"}, {"type": 1, "string": "write"}],
                "mapValue": [{"type": 1, "string": "analytics_storage"}, {"type": 8, "boolean": true}, {"type": 8, "boolean": false}]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {"isEditedByUser": true},
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: Loads the snippet with its options in the address
  code: |-
    mock('queryPermission', true);
    mock('isConsentGranted', false);
    mock('injectScript', (url, success) => { loaded = url; success(); });
    runCode({action: 'load', host: 'https://collector.example', writeKey: 'wk_1', consent: 'mode', hash: true, query: 'plan,tier'});
    assertThat(loaded).isEqualTo('https://collector.example/w.full.js?key=wk_1&consent=required&hash=1&query=plan%2Ctier');
    assertApi('gtmOnSuccess').wasCalled();
- name: Fails where the collector is not allowed
  code: |-
    mock('queryPermission', false);
    runCode({action: 'load', host: 'https://other.example', writeKey: 'wk_1', consent: 'none'});
    assertApi('injectScript').wasNotCalled();
    assertApi('gtmOnFailure').wasCalled();
- name: Tracks an event with its properties
  code: |-
    let call;
    mock('createArgumentsQueue', () => (method, name, properties) => { call = [method, name, properties]; });
    runCode({action: 'track', event: 'Trial Started', properties: [{name: 'plan', value: 'team'}]});
    assertThat(call).isEqualTo(['track', 'Trial Started', {plan: 'team'}]);
    assertApi('gtmOnSuccess').wasCalled();
setup: |-
  let loaded;


___NOTES___

Before the first use: open the template's Permissions, "Injects scripts", and replace https://collector.example/* by your own
collector, e.g. https://winnow.example.com/*. One tag of this template loads the snippet (trigger: Consent Initialization or
Initialization - All Pages); further ones track, identify or pass on consent, in any order: calls made before the snippet has
loaded wait for it.
