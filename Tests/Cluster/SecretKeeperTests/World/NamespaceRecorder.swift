import Controllers
import Kubernetes
import Synchronization

/// Remembers the namespaces that it is shown, with whether they are opted in.
final class NamespaceRecorder: NamespaceObserver {
    private let known = Mutex<[String: Bool]>([:])

    var namespaces: [String: Bool] { known.withLock { $0 } }

    func run() async {}
    func lead(_ leads: Bool) async {}

    func namespaces(_ event: ReflectorEvent<NamespaceObject>) {
        func isIn(_ namespace: NamespaceObject) -> Bool { namespace.metadata.labels["pullpass.dev/inject"] != nil }
        known.withLock { known in
            switch event {
            case .synced(let all, _):
                known = Dictionary(all.map { ($0.metadata.name, isIn($0)) }) { $1 }
            case .applied(let namespace): known[namespace.metadata.name] = isIn(namespace)
            case .deleted(let namespace): known[namespace.metadata.name] = nil
            }
        }
    }
}
