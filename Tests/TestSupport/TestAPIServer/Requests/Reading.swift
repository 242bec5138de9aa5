/// Get, list and the start of a watch.
struct Reading {
    let store: ObjectStore
    let request: APIRequest

    func get() throws -> [UInt8] {
        let form = try request.form(ofList: false)
        guard let object = store.object(request.resource, namespace: request.namespace, name: request.name) else {
            throw APIStatus.notFound(request.resource, request.name)
        }
        var output: [UInt8] = []
        object.append(to: &output, as: form)
        return output
    }

    // MARK: Lists

    func list() throws -> [UInt8] {
        let form = try request.form(ofList: true)
        if request.query["sendInitialEvents"] != nil {
            var errors = FieldErrors()
            errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")
            try errors.check(Self.listOptions, "")
        }
        let limit = try number("limit") ?? 0
        let token = try request.query["continue"].flatMap { try $0.isEmpty ? nil : ListToken(parsing: $0) }
        let version = try token?.version ?? requestedVersion()
        let objects = try self.objects(at: version, token)

        let prefix = request.selector?.namespace.map { $0 + "/" } ?? ""
        var index = Collection.index(of: max(prefix, token.map { $0.lastKey + "\u{0}" } ?? ""), in: objects)
        var output = Array(#"{"kind":"\#(listKind(form))","apiVersion":"\#(listVersion(form))","items":["#.utf8)
        var count = 0
        var lastKey = ""
        while index < objects.count, limit == 0 || count < limit {
            let object = objects[index]
            guard object.key.hasPrefix(prefix) else { break }
            index += 1
            guard request.selector?.matches(object) ?? true else { continue }
            if count > 0 { output.append(UInt8(ascii: ",")) }
            object.append(to: &output, as: form)
            count += 1
            lastKey = object.key
        }
        output.append(UInt8(ascii: "]"))
        let end = Collection.index(of: prefix.isEmpty ? "\u{10FFFF}" : String(prefix.dropLast()) + "0", in: objects)
        var metadata: JSON = ["resourceVersion": .string(String(version ?? store.version))]
        if index < end, limit > 0, count == limit {
            metadata["continue"] = .string(ListToken(version: version ?? store.version, lastKey: lastKey).text)
            // With a selector nobody has counted what is left.
            if request.selector?.isTrivial == true { metadata["remainingItemCount"] = .number(String(end - index)) }
        }
        output += #","metadata":"#.utf8
        metadata.append(to: &output)
        output.append(UInt8(ascii: "}"))
        return output
    }

    private func objects(at version: Int?, _ token: ListToken?) throws -> [StoredObject] {
        guard let version else { return store[request.resource].objects }
        if version > store.version { throw Self.tooLarge(version, current: store.version) }
        guard let objects = store[request.resource].snapshot(at: version) else {
            throw token?.expired
                ?? .expired("The resourceVersion for the provided list is too old.")
        }
        return objects
    }

    /// The version that a list must be of exactly; nil where any that is fresh enough will do.
    private func requestedVersion() throws -> Int? {
        guard let version = try number("resourceVersion"), version > 0 else { return nil }
        if request.query["resourceVersionMatch"] == "Exact" { return version }
        if version > store.version { throw Self.tooLarge(version, current: store.version) }
        return nil
    }

    private func listKind(_ form: ObjectForm) -> String {
        form.content == .metadata ? "PartialObjectMetadataList" : request.resource.kind + "List"
    }

    private func listVersion(_ form: ObjectForm) -> String {
        form.content == .metadata ? "meta.k8s.io/v1" : request.resource.apiVersion
    }

    // MARK: Watches

    /// What a watch starts with.
    struct WatchStart {
        let form: ObjectForm
        let frames: [WatchFrame]
        let allowsBookmarks: Bool
        let seconds: Int?
    }

    func watch() throws -> WatchStart {
        let form = try request.form(ofList: false)
        let sendsInitialEvents = request.query["sendInitialEvents"].map { ["true", "1"].contains($0) }
        let match = request.query["resourceVersionMatch"] ?? ""
        var errors = FieldErrors()
        if sendsInitialEvents == nil, !match.isEmpty {
            errors.forbidden(
                "resourceVersionMatch",
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
            )
        } else if sendsInitialEvents != nil, match != "NotOlderThan" {
            errors.forbidden(
                "resourceVersionMatch",
                "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
            )
        }
        try errors.check(Self.listOptions, "")
        let version = try number("resourceVersion") ?? 0
        let bookmarks = request.isTrue("allowWatchBookmarks")
        var frames: [WatchFrame] = []
        if sendsInitialEvents == true || sendsInitialEvents == nil && version == 0 {
            if version > store.version { throw Self.tooLarge(version, current: store.version) }
            frames = store[request.resource].objects.filter { request.selector?.matches($0) ?? true }.map { .added($0) }
            if sendsInitialEvents == true, bookmarks {
                frames.append(.bookmark(version: store.version, endsInitialEvents: true))
            }
        } else if version > 0, let selector = request.selector {
            guard let changes = store[request.resource].changes(after: version) else {
                throw Gone(version: version, oldest: store[request.resource].compactedVersion)
            }
            frames = changes.compactMap { WatchFrame($0, seenThrough: selector) }
        }
        return WatchStart(
            form: form,
            frames: frames,
            allowsBookmarks: bookmarks,
            seconds: try number("timeoutSeconds")
        )
    }

    /// A watch from a version that is forgotten.
    struct Gone: Error {
        let version: Int
        let oldest: Int

        var status: APIStatus { .expired("too old resource version: \(version) (\(oldest))") }
    }

    private func number(_ parameter: String) throws -> Int? {
        guard let text = request.query[parameter], !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            var errors = FieldErrors()
            errors.invalid(parameter, .string(text), "strconv.ParseUint: parsing \"\(text)\": invalid syntax")
            try errors.check(Self.listOptions, "")
            return nil
        }
        return number
    }

    private static let listOptions = APIResource.listOptions

    private static func tooLarge(_ version: Int, current: Int) -> APIStatus {
        let message = "Too large resource version"
        return APIStatus(
            code: 504,
            reason: "Timeout",
            message: "\(message): \(version), current: \(current)",
            causes: [APIStatus.Cause(reason: "ResourceVersionTooLarge", message: message, field: "")],
            retryAfterSeconds: 1
        )
    }
}
