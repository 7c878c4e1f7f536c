"""A supplier's web service that gives one answer to everything, for as long as a command runs.

    python3 supplier.py STATUS [NAME:VALUE …] [FILE] -- COMMAND …

The port takes the place of 8080 in the settings. With the status 0 it reads and hangs up.
"""

import http.server
import pathlib
import subprocess
import sys
import threading

end = sys.argv.index("--")
status, *rest = sys.argv[1:end]
files = [word for word in rest if ":" not in word]
body = pathlib.Path(files[0]).read_bytes() if files else b""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if status == "0":
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.close_connection = True
            return
        headers = dict(word.split(":", 1) for word in rest if ":" in word)
        self.send_response(int(status))
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
for settings in [*pathlib.Path("feeds").glob("*.toml"), pathlib.Path("broker.toml")]:
    settings.write_text(settings.read_text().replace("8080", str(server.server_address[1])))
sys.exit(subprocess.run(sys.argv[end + 1:]).returncode)
