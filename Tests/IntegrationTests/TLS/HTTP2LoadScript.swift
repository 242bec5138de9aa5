/// A Python client of HTTP/2 that keeps four requests open on each of its connections, and knows which of them a GOAWAY leaves to another server.
enum HTTP2LoadScript {
    /// Arguments: the CA's file, the port, the review, the number of connections.
    static let text = #"""
        import socket, ssl, sys, threading
        authority, port, review, count = sys.argv[1], int(sys.argv[2]), open(sys.argv[3], "rb").read(), int(sys.argv[4])
        context = ssl.create_default_context(cafile=authority)
        context.set_alpn_protocols(["h2"])
        served, ends, lost = [0] * count, [], []

        def frame(kind, flags, stream, payload=b""):
            return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

        def text(value): return bytes([len(value)]) + value

        # POST, https, and literals that are not kept: path, authority, content-type (RFC 7541, indices 3, 7, 4, 1 and 31).
        HEAD = b"\x83\x87\x04" + text(b"/mutate") + b"\x01" + text(b"localhost") + b"\x0f\x10" + text(b"application/json")

        class Connection:
            def __init__(self, number):
                self.number, self.next, self.open, self.last, self.buffer = number, 1, {}, None, b""
                self.socket = context.wrap_socket(socket.create_connection(("localhost", port), 600), server_hostname="localhost")
                self.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0))

            def send(self, data):
                # Behind the server's last word it may have closed already.
                try: self.socket.sendall(data)
                except OSError:
                    if self.last is None: raise

            def ask(self):
                while len(self.open) < 4 and self.last is None:
                    self.open[self.next] = [None, b""]
                    self.send(frame(1, 4, self.next, HEAD) + frame(0, 1, self.next, review))
                    self.next += 2

            def read(self):
                while len(self.buffer) < 9 or len(self.buffer) < 9 + int.from_bytes(self.buffer[:3], "big"):
                    try: data = self.socket.recv(1 << 16)
                    except (ssl.SSLError, OSError) as error:
                        if self.last is None: raise
                        return None
                    if not data: return None
                    self.buffer += data
                size = 9 + int.from_bytes(self.buffer[:3], "big")
                head, payload, self.buffer = self.buffer[:9], self.buffer[9:size], self.buffer[size:]
                return head[3], head[4], int.from_bytes(head[5:9], "big") & 0x7FFFFFFF, payload

            def take(self, kind, flags, stream, payload):
                if kind == 4 and not flags & 1: self.send(frame(4, 1, 0))
                if kind == 6 and not flags & 1: self.send(frame(6, 1, 0, payload))
                if kind == 3: lost.append(f"stream {stream} was reset: {payload.hex()}")
                if kind == 7:
                    self.last = int.from_bytes(payload[:4], "big")
                    if payload[4:8] != b"\0\0\0\0": lost.append(f"GOAWAY for a fault: {payload.hex()}")
                    # What is beyond it nobody has looked at: another server may be asked.
                    self.open = {number: value for number, value in self.open.items() if number <= self.last}
                if kind == 1: self.open[stream][0] = payload[0]
                if kind == 0:
                    self.open[stream][1] += payload
                    if payload: self.send(frame(8, 0, 0, len(payload).to_bytes(4, "big")))
                if kind in (0, 1) and flags & 1:
                    status, body = self.open.pop(stream)
                    if status != 0x88 or b'"patch"' not in body: lost.append((status, body[:200]))
                    served[self.number] += 1
                    if served[self.number] == 20: print("under load", flush=True)

            def run(self):
                self.ask()
                while found := self.read():
                    self.take(*found)
                    self.ask()
                if self.open: lost.append(f"unanswered: {sorted(self.open)} of {self.next}, last {self.last}")
                ends.append(self.last is not None and self.last < 1 << 30)

        def client(number):
            try: Connection(number).run()
            except Exception as error: lost.append(repr(error))

        threads = [threading.Thread(target=client, args=[number]) for number in range(count)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(f"lost {lost}, told the last stream {sum(ends)}", flush=True)
        """#
}
