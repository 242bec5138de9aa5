"""The registry's certificate: valid for long before and after, as others' are, so that a clock that is wrong by hours still believes it."""

import subprocess

CONFIGURATION = """
[ca]
default_ca = soak
[soak]
database = {folder}/registry.index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = localhost
[leaf]
basicConstraints = critical, CA:false
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
extendedKeyUsage = serverAuth
"""


def make(folder):
    """Writes `registry.pem`, which vouches for itself, and `registry-key.pem`. `certs/make.sh` begins a certificate's life at once."""
    configuration, request, key = (str(folder / f"registry{end}") for end in (".cnf", ".csr", "-key.pem"))
    (folder / "registry.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "registry.index").write_text("")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key]
    openssl("req", "-new", *new_key, "-config", configuration, "-out", request)
    openssl(
        "ca", "-batch", "-notext", "-selfsign", "-config", configuration, "-keyfile", key, "-in", request,
        "-out", str(folder / "registry.pem"), "-startdate", "20200101000000Z", "-enddate", "20991231235959Z",
    )


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
