"""The serving certificate changes, and files of it are torn, mixed up or gone."""

import socket
import ssl

from ground.plan import fault


def served(scene, replica):
    """The certificate that a replica shows now, or None."""
    context = ssl.create_default_context(cafile=scene.folder / "ca.pem")
    try:
        with socket.create_connection(("127.0.0.1", replica.port), 5) as raw:
            with context.wrap_socket(raw, server_hostname="localhost") as tls:
                return ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True)).encode()
    except OSError:
        return None


def leaf(pem):
    return pem[:pem.index(b"-----END CERTIFICATE-----")].split()


def all_serve(scene, pem):
    return all(leaf(served(scene, replica) or b"-----END CERTIFICATE-----") == leaf(pem) for replica in scene.replicas)


def refused(scene):
    return all(replica.metrics().get('pullpass_certificate_not_in_force{what="certificate"}') == 1 for replica in scene.replicas)


@fault("certificate-rotation", "a new certificate and key", quick=True)
def rotation(scene):
    for _ in range(1 if scene.pace < 1 else 3):
        scene.make_certificates()
        scene.certificates.put(scene.pair())
        took = scene.need(60, lambda: all_serve(scene, scene.pair()["tls.crt"]), "every replica shows the new certificate")
        scene.row.notes["shown after"] = seconds(took)


@fault("certificate-torn", "half a certificate, one without its key, an empty file, none at all: the one before is served", quick=True)
def torn(scene):
    good = scene.pair()
    scene.make_certificates()
    other = scene.pair()
    for name, files in {
        "half a certificate": {**other, "tls.crt": other["tls.crt"][:300]},
        "another's key": {**other, "tls.key": good["tls.key"]},
        "an empty key": {**other, "tls.key": b""},
    }.items():
        scene.certificates.put(files)
        took = scene.need(60, lambda: refused(scene), f"{name} is told by pullpass_certificate_not_in_force")
        scene.row.notes[f"{name} told after"] = seconds(took)
        if not all_serve(scene, good["tls.crt"]):
            scene.find(f"{name}: the certificate before is not served any more")
        if scene.pace < 1:
            break
    scene.certificates.take_away()
    scene.wait(2)
    scene.certificates.put(other)
    scene.need(60, lambda: all_serve(scene, other["tls.crt"]), "every replica shows the whole certificate")
    scene.need(60, lambda: not refused(scene), "pullpass_certificate_not_in_force is 0 again")


def seconds(took):
    return "never" if took is None else f"{took:.1f} s"
