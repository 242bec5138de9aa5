"""A client's side of TLS 1.3 that can do what Python's `ssl` has no call for: it makes changes of keys in advance.

It is openssl's library by `ctypes`. Bytes go in and come out; who has them sends them.
"""

import ctypes

# Numbers of openssl's headers.
NOT_REQUESTED, TLS1_3, SET_MIN_PROTO_VERSION, PENDING = 0, 0x0304, 123, 10


def load(name, signatures):
    library = ctypes.CDLL(name)
    kinds = {"p": ctypes.c_void_p, "i": ctypes.c_int, "l": ctypes.c_long, "b": ctypes.c_char_p, "v": None}
    for function, (result, *arguments) in signatures.items():
        getattr(library, function).restype = kinds[result]
        getattr(library, function).argtypes = [kinds[argument] for argument in arguments]
    return library


class Client:
    """One connection's client, which believes every certificate.

    It is not freed: when an attack ends, a thread may be at work for it, and soon the process ends, too.
    """

    _ssl = _crypto = _context = None

    def __init__(self):
        if Client._context is None:
            Client._crypto = load("libcrypto.so.3", {
                "BIO_s_mem": "p", "BIO_new": "pp", "BIO_read": "ippi", "BIO_write": "ipbi", "BIO_ctrl": "lpilp",
            })
            Client._ssl = load("libssl.so.3", {
                "TLS_client_method": "p", "SSL_CTX_new": "pp", "SSL_CTX_ctrl": "lpilp", "SSL_new": "pp",
                "SSL_set_bio": "vppp", "SSL_set_connect_state": "vp", "SSL_do_handshake": "ip", "SSL_is_init_finished": "ip",
                "SSL_write": "ipbi", "SSL_key_update": "ipi",
            })
            Client._context = self._ssl.SSL_CTX_new(self._ssl.TLS_client_method())
            self._ssl.SSL_CTX_ctrl(Client._context, SET_MIN_PROTO_VERSION, TLS1_3, None)
        self._connection = self._ssl.SSL_new(Client._context)
        self._incoming, self._outgoing = (self._crypto.BIO_new(self._crypto.BIO_s_mem()) for _ in range(2))
        self._ssl.SSL_set_bio(self._connection, self._incoming, self._outgoing)
        self._ssl.SSL_set_connect_state(self._connection)

    @property
    def is_done(self):
        return self._ssl.SSL_is_init_finished(self._connection) == 1

    def handshake(self, received=b""):
        """Goes on with what has come; returns what is to be sent."""
        self._crypto.BIO_write(self._incoming, received, len(received))
        self._ssl.SSL_do_handshake(self._connection)
        return self._take()

    def encrypt(self, data):
        self._ssl.SSL_write(self._connection, data, len(data))
        return self._take()

    def key_updates(self, count):
        """So many changes of keys, 27 bytes each; it takes some 15 µs for one."""
        for _ in range(count):
            self._ssl.SSL_key_update(self._connection, NOT_REQUESTED)
            self._ssl.SSL_do_handshake(self._connection)
        return self._take()

    def _take(self):
        count = self._crypto.BIO_ctrl(self._outgoing, PENDING, 0, None)
        buffer = ctypes.create_string_buffer(count)
        self._crypto.BIO_read(self._outgoing, buffer, count)
        return buffer.raw
