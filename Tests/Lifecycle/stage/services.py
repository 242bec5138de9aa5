"""Services: their addresses lead to ready Pods, and their names to the addresses."""

import asyncio
import random
import threading


class Services:
    """Listens on the address and ports of each Service, as kube-proxy would have it, and writes the hosts file."""

    def __init__(self, api, hosts):
        self.hosts = hosts
        self.hosts.write_text("127.0.0.1 localhost\n")
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.services, self.slices, self.listeners = {}, {}, {}
        # The loop itself refers to them weakly.
        self.forwards = set()
        api.follow("/api/v1/services", lambda *event: self.loop.call_soon_threadsafe(self._note, self.services, *event))
        slices = "/apis/discovery.k8s.io/v1/endpointslices"
        api.follow(slices, lambda *event: self.loop.call_soon_threadsafe(self._note, self.slices, *event))

    def _note(self, known, kind, value):
        if kind == "LISTED":
            known.clear()
            known.update({item["metadata"]["uid"]: item for item in value})
        elif kind == "DELETED":
            known.pop(value["metadata"]["uid"], None)
        else:
            known[value["metadata"]["uid"]] = value
        if known is self.services:
            self.loop.create_task(self._listen())

    async def _listen(self):
        wanted = {}
        lines = ["127.0.0.1 localhost"]
        for service in self.services.values():
            address, name, namespace = service["spec"].get("clusterIP"), service["metadata"]["name"], service["metadata"]["namespace"]
            if not address or address == "None":
                continue
            lines.append(f"{address} {name}.{namespace}.svc {name}.{namespace}.svc.cluster.local {name}.{namespace}")
            for port in service["spec"].get("ports") or []:
                wanted[(address, port["port"])] = (namespace, name, port.get("name", ""))
        # In place, for it is mounted.
        with open(self.hosts, "r+") as file:
            file.write("\n".join(lines) + "\n")
            file.truncate()
        for place in set(self.listeners) - set(wanted):
            self.listeners.pop(place)[0].close()
        for place, target in wanted.items():
            if place not in self.listeners:
                # Claimed before the wait, for the next change may come meanwhile.
                self.listeners[place] = [None, target]
                self.listeners[place][0] = await asyncio.start_server(
                    lambda reader, writer, target=target: self._accept(reader, writer, target), *place,
                )

    def endpoints(self, namespace, name, port):
        """Addresses and ports of the ready Pods of a port of a Service."""
        found = []
        for part in self.slices.values():
            labels = part["metadata"].get("labels") or {}
            if part["metadata"]["namespace"] != namespace or labels.get("kubernetes.io/service-name") != name:
                continue
            for entry in part.get("ports") or []:
                if (entry.get("name") or "") == port:
                    for endpoint in part.get("endpoints") or []:
                        if endpoint.get("conditions", {}).get("ready", True):
                            found += [(address, entry["port"]) for address in endpoint["addresses"]]
        return found

    def _accept(self, reader, writer, target):
        task = self.loop.create_task(self._forward(reader, writer, target))
        self.forwards.add(task)
        task.add_done_callback(self.forwards.discard)

    async def _forward(self, reader, writer, target):
        try:
            places = self.endpoints(*target)
            if not places:
                # As kube-proxy: refused.
                writer.transport.abort()
                return
            there_reader, there_writer = await asyncio.wait_for(asyncio.open_connection(*random.choice(places)), 5)
        except (OSError, asyncio.TimeoutError):
            writer.transport.abort()
            return
        await asyncio.gather(self._copy(reader, there_writer), self._copy(there_reader, writer))
        for end in (writer, there_writer):
            end.close()

    @staticmethod
    async def _copy(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            writer.transport.abort()
