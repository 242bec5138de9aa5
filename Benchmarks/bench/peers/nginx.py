"""nginx that reads each body and gives a fixed answer: the practical limit of TLS and HTTP, with no work of a webhook's."""

import pathlib
import re
import shutil

from ..machine import first_line
from ..places import CERTIFICATES
from .peer import Peer

# Debian's libnginx-mod-http-echo: nginx by itself throws a body away that no upstream wants.
MODULE = pathlib.Path("/usr/lib/nginx/modules/ngx_http_echo_module.so")
TITLE = "nginx, fixed answer"


def nginx(answer: bytes) -> Peer:
    """With the answer that it is to give."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        return Peer("nginx", TITLE, missing="there is no nginx: .ci/setup bench installs it")
    if not MODULE.exists():
        return Peer("nginx", TITLE, missing=f"there is no {MODULE.name}: .ci/setup bench installs it")
    version = re.search(r"nginx/(\S+)", first_line([program, "-v"]))

    def command(port: int, folder: pathlib.Path) -> list[str]:
        path = folder / "nginx.conf"
        path.write_text(configuration(port, folder, answer.decode()))
        return [program, "-c", str(path), "-e", str(folder / "error.log")]

    return Peer("nginx", TITLE, version=version[1] if version else "", command=command, decides=False)


def configuration(port: int, folder: pathlib.Path, answer: str) -> str:
    """One worker in the foreground; connections stay as long as a client wants."""
    temporary = "\n".join(f"  {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""load_module {MODULE};
worker_processes 1;
daemon off;
pid {folder}/pid;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 1h;
  client_body_buffer_size 16m;
  client_max_body_size 16m;
{temporary}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    server_name localhost;
    ssl_certificate {CERTIFICATES}/serving.pem;
    ssl_certificate_key {CERTIFICATES}/serving-key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    location /mutate {{
      default_type application/json;
      echo_read_request_body;
      echo -n {quoted(answer)};
    }}
  }}
}}
"""


def quoted(text: str) -> str:
    """A word of nginx' configuration. A dollar sign would begin a variable, and there is no way to write one."""
    if "$" in text:
        raise ValueError("nginx cannot give an answer with a dollar sign")
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
