internal import HTTP
package import Kubernetes
internal import Text

/// Answers as an API server that has the objects of a folder and cannot be written to, so that whoever reads a cluster reads a folder.
///
/// What a folder has nothing of is forbidden, not absent: whoever filled it may have left it out.
package struct FolderTransport: KubernetesTransport {
    private let folder: FolderObjects

    /// Takes the objects.
    package init(_ folder: FolderObjects) { self.folder = folder }

    /// Answers a GET.
    package func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        guard let path = ResourcePath(parsing: request.path), request.method == .get else {
            return Self.refusal(403, "Forbidden", "a folder can be read and no more")
        }
        let known = (folder.objects[path.resource] ?? []).filter { $0.group == nil || $0.group == path.group }
        let here = known.filter { path.namespace == nil || $0.namespace == path.namespace }
        if let name = path.name {
            if let object = here.first(where: { $0.name == name }) {
                return KubernetesResponse(status: 200, body: object.json)
            }
            // One of its kind and namespace shows that the kind was gathered there.
            guard here.isEmpty else { return Self.refusal(404, "NotFound", "\(path.resource) \"\(name)\" not found") }
            return Self.refusal(403, "Forbidden", "the folder has no \(path.resource)\(Self.place(path))")
        }
        guard !here.isEmpty else {
            return Self.refusal(403, "Forbidden", "the folder has no \(path.resource)\(Self.place(path))")
        }
        var found: [FolderObjects.Object] = []
        let query = Dictionary(request.query) { $1 }
        for object in here where Self.isSelected(object, query) { found.append(object) }
        return Self.page(found, query)
    }

    /// Watches are refused: nothing changes.
    package func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        throw KubernetesTransportError("a folder cannot be watched")
    }

    private static func place(_ path: ResourcePath) -> String { path.namespace.map { " of namespace \($0)" } ?? "" }

    private static func page(_ objects: [FolderObjects.Object], _ query: [String: String]) -> KubernetesResponse {
        let start = min(query["continue"].flatMap { Int($0) } ?? 0, objects.count)
        let end = min(start + (query["limit"].flatMap { Int($0) } ?? objects.count), objects.count)
        let position = end < objects.count ? ",\"continue\":\"\(end)\"" : ""
        var body = Array(
            "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"\(position)},\"items\":["
                .utf8
        )
        for (index, object) in objects[start..<end].enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += object.json
        }
        return KubernetesResponse(status: 200, body: body + Array("]}".utf8))
    }

    /// Selectors as far as this program writes them: `key=value` of labels, `metadata.name`, and two fields of Pods and Events.
    private static func isSelected(_ object: FolderObjects.Object, _ query: [String: String]) -> Bool {
        for part in (query["labelSelector"] ?? "").split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: true)
            guard let key = sides.first, let value = object.labels[String(key)] else { return false }
            if sides.count > 1, value != sides[1] { return false }
        }
        for part in (query["fieldSelector"] ?? "").split(separator: ",") {
            guard let sign = part.firstIndex(of: "=") else { return false }
            let value = JSONValue.string(String(part[part.index(after: sign)...]))
            let isUnequal = part[..<sign].hasSuffix("!")
            let field = part[..<sign].filter { $0 != "!" }
            var found: JSONValue?
            if field == "metadata.name" {
                found = .string(object.name)
            } else {
                found = (try? WholeObject(parsing: object.json))?.members
                for key in field.split(separator: ".") { found = found?[String(key)] }
            }
            if (found == value) == isUnequal { return false }
        }
        return true
    }

    private static func refusal(_ code: Int, _ reason: String, _ message: String) -> KubernetesResponse {
        var writer = JSONWriter()
        writer.append(object: [("kind", "Status"), ("reason", reason), ("message", message)]) { $0.append(string: $1) }
        return KubernetesResponse(status: code, body: writer.bytes)
    }
}
