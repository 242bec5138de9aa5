/// What the server holds: objects, their history, the watches, and one counter for all versions.
///
/// `@unchecked Sendable`: used under the server's lock only.
final class ObjectStore {
    private(set) var version: Int
    private var collections: [APIResource: Collection] = [:]
    private var uids = 0
    let watchers = WatcherTable()
    /// How many changes of each resource can be watched from the past, at least; at most twice as many are kept.
    var historyLimit = 10_000

    init(firstVersion: Int = 1000) { version = firstVersion }

    subscript(resource: APIResource) -> Collection { collections[resource.storage, default: Collection()] }

    func object(_ resource: APIResource, namespace: String, name: String) -> StoredObject? {
        self[resource][namespace, name]
    }

    /// The next uid; the same in every run.
    func makeUID() -> String {
        uids += 1
        let digits = String(uids, radix: 16)
        return "7e57ab1e-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// Keeps a new or changed object, gives it its version, and tells the watches.
    func keep(_ object: JSON, _ resource: APIResource, replacing previous: StoredObject?) -> StoredObject {
        version += 1
        var object = object
        object["metadata"]?["resourceVersion"] = .string(String(version))
        let stored = StoredObject(object, resource: resource.storage)
        record(Change(version: version, object: stored, previous: previous, isDeletion: false), resource)
        return stored
    }

    /// Takes an object away.
    func remove(_ object: StoredObject) {
        version += 1
        let last = object.with(version: version)
        record(Change(version: version, object: last, previous: object, isDeletion: true), object.resource)
    }

    private func record(_ change: Change, _ resource: APIResource) {
        collections[resource.storage, default: Collection()].record(change, historyLimit: historyLimit)
        watchers.deliver(change, of: resource.storage)
    }

    /// Forgets everything that happened until now.
    func compact() {
        for resource in APIResource.all where !resource.isView {
            collections[resource, default: Collection()].compact(through: version)
        }
    }
}
