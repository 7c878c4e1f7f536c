"""A mail server that misbehaves as real ones do; loopback only, ends after 60 seconds.

    hostile_mail.py HABIT FILE

Prints its port. What it takes is appended to FILE, a line of JSON a message. Habits: ok; greylist
(the first try of a recipient gets 451); unknown-user (550); full (452 after the message); spam (554
after the message); drop-after-data (reads the message, hangs up without a word, and keeps it);
drop-in-data (hangs up amid the message); slow (never greets); busy (421); login (wants AUTH).
"""

import base64
import json
import socketserver
import sys
import threading

habit, path = sys.argv[1], sys.argv[2]
seen = set()
gate = threading.Event()


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def handle(self):
        if habit == "slow":
            gate.wait(60)
            return
        self.say("421 too busy" if habit == "busy" else "220 mail.example at your service")
        user = sender = recipient = None
        while line := self.rfile.readline():
            words = line.decode(errors="replace").strip()
            verb = words.split(" ")[0].upper()
            if verb == "EHLO":
                self.say("250-mail.example")
                if habit == "login":
                    self.say("250-AUTH PLAIN")
                self.say("250 SIZE 1000000")
            elif verb == "AUTH":
                blob = words.split(" ")[2] if words.count(" ") > 1 else None
                if blob is None:
                    self.say("334 ")
                    blob = self.rfile.readline().decode().strip()
                user = base64.b64decode(blob).decode().split("\0")[1:]
                self.say("235 welcome" if user == ["house", "open sesame"] else "535 5.7.8 no")
            elif verb == "MAIL":
                if habit == "login" and user != ["house", "open sesame"]:
                    self.say("530 5.7.0 who are you")
                    continue
                sender = words
                self.say("250 ok")
            elif verb == "RCPT":
                recipient = words
                if habit == "unknown-user":
                    self.say("550 5.1.1 no such user")
                elif habit == "greylist" and words not in seen:
                    seen.add(words)
                    self.say("451 4.7.1 come back later")
                else:
                    self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                if habit == "drop-in-data":
                    self.rfile.readline()
                    return
                lines = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(part[1:] if part.startswith(b"..") else part)
                if habit == "full":
                    self.say("452 4.3.1 disk full")
                    continue
                if habit == "spam":
                    self.say("554 5.7.1 not wanted")
                    continue
                with open(path, "a") as out:
                    text = b"".join(lines).decode()
                    out.write(json.dumps({"from": sender, "to": recipient, "text": text}) + "\n")
                if habit == "drop-after-data":
                    return
                self.say("250 2.0.0 taken as 42")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 what")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Timer(60, server.shutdown).start()
server.serve_forever()
