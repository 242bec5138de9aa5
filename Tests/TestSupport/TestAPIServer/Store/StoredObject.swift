/// One version of an object: its JSON text, and what is asked for so often that it is kept beside it.
///
final class StoredObject: Sendable {
    let resource: APIResource
    let namespace: String
    let name: String
    /// The place in lists: etcd's order.
    let key: String
    let uid: String
    let version: Int
    let labels: [String: String]
    /// Of a Pod: how far it is.
    let phase: String
    /// Of a namespace: whether it is going.
    let isTerminating: Bool
    /// The whole text: kind, apiVersion, metadata, and the rest.
    let bytes: [UInt8]
    /// Where the metadata stand in ``bytes``.
    let metadata: Range<Int>

    /// Keeps an object whose metadata have a name, a uid and a version.
    init(_ object: JSON, resource: APIResource) {
        let metadata = object["metadata"] ?? .null
        self.resource = resource
        namespace = metadata["namespace"]?.string ?? ""
        name = metadata["name"]?.string ?? ""
        key = Self.key(namespace: namespace, name: name)
        uid = metadata["uid"]?.string ?? ""
        version = Int(metadata["resourceVersion"]?.string ?? "") ?? 0
        labels = metadata["labels"]?.texts ?? [:]
        phase = object["status"]?["phase"]?.string ?? "Pending"
        isTerminating = object["status"]?["phase"] == "Terminating"

        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        bytes += Self.start(kind: resource.kind, apiVersion: resource.apiVersion)
        let start = bytes.count
        metadata.append(to: &bytes)
        self.metadata = start..<bytes.count
        var rest = object.object ?? [:]
        for key in ["kind", "apiVersion", "metadata"] { rest[key] = nil }
        if !rest.isEmpty {
            bytes.append(UInt8(ascii: ","))
            JSON.append(members: rest, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        self.bytes = bytes
    }

    static func key(namespace: String, name: String) -> String { namespace.isEmpty ? name : namespace + "/" + name }

    private static let memberName = Array(#""metadata":"#.utf8)

    private static func start(kind: String, apiVersion: String) -> [UInt8] {
        Array(#"{"kind":"\#(kind)","apiVersion":"\#(apiVersion)","#.utf8) + memberName
    }

    /// The object, taken apart.
    var json: JSON { (try? JSONReader.read(bytes)) ?? .null }

    /// The same object under another version: deletions are events with a version of their own.
    func with(version: Int) -> StoredObject {
        var object = json
        object["metadata"]?["resourceVersion"] = .string(String(version))
        return StoredObject(object, resource: resource)
    }

    /// Adds the object as it is to be shown.
    func append(to output: inout [UInt8], as form: ObjectForm) {
        switch form.content {
        case .metadata:
            output += Self.start(kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1")
            output += bytes[metadata]
            output.append(UInt8(ascii: "}"))
        case .whole where form.resource.isView: EventForms.newForm(of: json).append(to: &output)
        case .whole: output += bytes
        case .item where form.resource.isView:
            var object = EventForms.newForm(of: json)
            object["kind"] = nil
            object["apiVersion"] = nil
            object.append(to: &output)
        case .item:
            output.append(UInt8(ascii: "{"))
            output += bytes[(metadata.lowerBound - Self.memberName.count)...]
        }
    }
}

/// How an object is shown.
struct ObjectForm: Sendable {
    enum Content: Sendable {
        case whole
        /// An element of a typed list, which has neither kind nor apiVersion.
        case item
        /// PartialObjectMetadata.
        case metadata
    }

    let resource: APIResource
    var content: Content
}
