# Sends a message and writes the reply down as it comes; needs nothing but Python.
import json, sys
from urllib.request import Request, urlopen

origin = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:3000"
text = sys.argv[2] if len(sys.argv) > 2 else "What are your opening hours?"
body = json.dumps({"text": text}).encode()
send = Request(origin + "/apps/voice-api/widget/send", body, {"Content-Type": "application/json"})
log, offset, closed = origin + json.load(urlopen(send))["log_url"], "-1", False
while not closed:
    with urlopen(f"{log}?offset={offset}&live=long-poll", timeout=40) as answer:
        offset, closed = answer.headers["Stream-Next-Offset"], "Stream-Closed" in answer.headers
        for event in json.loads(answer.read() or "[]"):
            if event["type"] in ("delta", "reset"):
                print(event.get("text", "\n"), end="", flush=True)
