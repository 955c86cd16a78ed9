-- An empty request.
wrk.method = "POST"
wrk.body = string.rep("x", 600)
