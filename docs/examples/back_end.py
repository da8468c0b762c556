"""A back end for PlainTalk in plain Python: AGENT=http AGENT_URL=http://127.0.0.1:4000 AGENT_SECRET=hush"""
import hashlib, hmac, json, os, re, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("AGENT_SECRET", "hush").encode()
answered = {}  # by message_id: who is asked again says the same

def is_authentic(header, body):
    match = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", header or "")
    if not match or abs(time.time() - int(match[1])) > 300:
        return False
    expected = hmac.new(SECRET, match[1].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, match[2])

def answer(question):
    if re.search("person", question["text"], re.I):
        return {"message": "A person will write to you here.", "handoff": {"reason": "asked"}}
    if re.search("visit", question["text"], re.I):
        return {"message": "When shall it be?", "choices": ["Today", "Tomorrow"]}
    return {"message": f"You said “{question['text']}”, after {len(question['history'])} other messages."}

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_authentic(self.headers["x-plaintalk-signature"], body):
            return self.send_error(401)
        question = json.loads(body)
        if len(answered) > 1000:
            answered.clear()
        reply = dict(answered.setdefault(question["message_id"], answer(question)))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()  # HTTP/1.0: the stream ends with its connection, so `done` must say that it is whole
        words = re.findall(r"\S+\s*", reply.pop("message"))
        for event, data in [*(("delta", {"text": word}) for word in words), *reply.items(), ("done", {})]:
            self.wfile.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())  # at once: not buffered

server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "4000"))), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
