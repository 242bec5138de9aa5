package import Configuration
package import HTTPClient
internal import Synchronization

/// The HTTP clients of registries: one for all that trust the system, and one for each text of certificates that registries name in `tls`.
///
/// Clients of different trust share no connections. A registry's own client lives as long as its fetcher. From any thread.
package final class RegistryClients: Sendable {
    private struct Slot {
        weak var client: OwnClient?
    }

    /// The client of registries without `tls`.
    package let shared: HTTPClient
    private let slots = Mutex<[String: Slot]>([:])

    /// Makes the list; `shared` is for all registries without `tls`.
    package init(_ shared: HTTPClient) { self.shared = shared }

    /// The client with which a registry is spoken to: its own one as its last fetch made it.
    package func client(of registry: Registry) -> HTTPClient {
        guard registry.tls != nil else { return shared }
        return slots.withLock { $0[registry.name]?.client }?.current ?? shared
    }

    /// Closes all connections of all clients; later requests fail.
    package func shutDown() {
        for own in slots.withLock({ $0.values.compactMap(\.client) }) { own.current?.shutdown() }
        shared.shutdown()
    }

    /// The client of a registry with `tls`, which has read nothing yet, or goes on as it was for a fetcher before.
    func own(_ registry: Registry) -> OwnClient {
        slots.withLock { slots in
            // Registries come and go with the configuration.
            slots = slots.filter { $0.value.client != nil }
            if let known = slots[registry.name]?.client { return known }
            let made = OwnClient(like: shared) { [weak self] in self?.others(believing: $0) }
            slots[registry.name] = Slot(client: made)
            return made
        }
    }

    /// Another registry's client for the same certificates: the system's authorities take a megabyte each time.
    private func others(believing pem: [UInt8]) -> HTTPClient? {
        let all = slots.withLock { $0.values.compactMap(\.client) }
        return all.lazy.compactMap { $0.client(believing: pem) }.first
    }
}
