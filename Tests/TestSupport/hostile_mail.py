"""A mail server that misbehaves as real ones do; loopback only, ends after 60 seconds.

    hostile_mail.py HABIT FILE

Prints its port. What it takes is appended to FILE, a line of JSON a message, with whether it came
encrypted. For the habits that encrypt, `openssl` makes a certificate for localhost, which lies in
FILE.pem. Habits: ok; starttls (takes nothing before it); tls (encrypts from the first byte);
stops-offering (STARTTLS on the first connection only); refuses-starttls (offers it and answers
454); greets-ahead (goes on in the clear behind its answer to STARTTLS); greylist (the first try of
a recipient gets 451); unknown-user (550); full (452 after the message); spam (554 after the
message); drop-after-data (reads the message, hangs up without a word, and keeps it); drop-in-data
(hangs up amid the message); slow (never greets); slow-taking and slow-refusing (think for a second
and a bit before they answer a message); busy (421); login (wants AUTH).
"""

import base64
import json
import socketserver
import ssl
import subprocess
import sys
import threading

habit, path = sys.argv[1], sys.argv[2]
seen = set()
gate = threading.Event()
encrypting = {"starttls", "tls", "stops-offering", "refuses-starttls", "greets-ahead"}
context = None
if habit in encrypting:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", path + ".key",
         "-out", path + ".pem"], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path + ".pem", path + ".key")


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def keep(self, taken):
        with open(path, "a") as out:
            out.write(json.dumps(taken) + "\n")

    def encrypt(self):
        """Says whether the client agreed."""
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except OSError:
            return False
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)
        return True

    def offers(self):
        if habit == "stops-offering":
            return self.server.connections == 1
        return habit in encrypting and habit != "tls"

    def handle(self):
        self.server.connections += 1
        is_encrypted = habit == "tls"
        if is_encrypted and not self.encrypt():
            return
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
                if habit == "login" or habit in encrypting:
                    self.say("250-AUTH PLAIN")
                if self.offers() and not is_encrypted:
                    self.say("250-STARTTLS")
                self.say("250 SIZE 1000000")
            elif verb == "STARTTLS":
                if habit == "refuses-starttls":
                    self.say("454 4.7.0 not now")
                    continue
                ahead = "\r\n250 in the clear" if habit == "greets-ahead" else ""
                self.say("220 go ahead" + ahead)
                if not self.encrypt():
                    return
                is_encrypted = True
            elif verb == "AUTH":
                blob = words.split(" ")[2] if words.count(" ") > 1 else None
                if blob is None:
                    self.say("334 ")
                    blob = self.rfile.readline().decode().strip()
                if habit in encrypting and not is_encrypted:
                    self.keep({"text": "a password in the clear"})
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
                if habit.startswith("slow-"):
                    gate.wait(1.1)
                if habit == "slow-refusing":
                    self.say("451 4.3.0 too late")
                    continue
                if habit == "full":
                    self.say("452 4.3.1 disk full")
                    continue
                if habit == "spam":
                    self.say("554 5.7.1 not wanted")
                    continue
                text = b"".join(lines).decode()
                taken = {"from": sender, "to": recipient, "text": text}
                if is_encrypted:
                    taken["encrypted"] = self.request.version()
                self.keep(taken)
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
    connections = 0


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Timer(60, server.shutdown).start()
server.serve_forever()
