-- One page view a request, each with an id of its own; seven to a visitor.
local key = os.getenv("WINNOW_KEY")
local thread_count = 0
function setup(thread) thread:set("id", thread_count); thread_count = thread_count + 1 end
function init() count = 0; stamp = os.time() end
function request()
  count = count + 1
  local visitor = string.format("%d-%d-%d", stamp, id, math.floor(count / 7))
  local path = ({"/", "/pricing", "/products/p1", "/careers", "/contact", "/about", "/docs/api"})[count % 7 + 1]
  local page = string.format('{"url":"https://shop.example%s","path":"%s","title":"%s | Shop","referrer":"https://www.google.com/","search":""}', path, path, path)
  local body = string.format('{"type":"page","anonymousId":"%s","messageId":"%d-%d-%d","properties":%s,"context":{"page":%s,"locale":"en-US","timezone":"Europe/Berlin","library":{"name":"winnow.js","version":"1"}},"writeKey":"%s"}', visitor, stamp, id, count, page, page, key)
  return wrk.format("POST", "/v1/p", {["Content-Type"]="text/plain", ["User-Agent"]="Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36"}, body)
end
