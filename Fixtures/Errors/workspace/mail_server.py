"""A mail server that has one habit, for as long as a command runs.

    python3 mail_server.py HABIT -- COMMAND …

Habits: plain (offers no encryption, takes every letter); login (takes none from a stranger);
hang-up (reads a letter and says nothing to it). The port takes the place of 2525 in the settings.
"""

import pathlib
import socketserver
import subprocess
import sys
import threading

end = sys.argv.index("--")
habit = sys.argv[1]


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def handle(self):
        self.say("220 mail.example at your service")
        while line := self.rfile.readline():
            verb = line.decode(errors="replace").split(" ")[0].strip().upper()
            if verb == "MAIL" and habit == "login":
                self.say("530 5.7.0 who are you")
            elif verb == "DATA":
                self.say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                if habit == "hang-up":
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


server = socketserver.TCPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
settings = pathlib.Path("broker.toml")
settings.write_text(settings.read_text().replace("2525", str(server.server_address[1])))
sys.exit(subprocess.run(sys.argv[end + 1:]).returncode)
