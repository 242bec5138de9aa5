import Configuration
import Images
import Text

extension PluginRequest {
    /// The most bytes of a request; a kubelet's has some two thousand, nearly all of them the token.
    package static let maximumBytes = 1 << 20
    /// Longer than any name of an image, a version or a key of an annotation.
    private static let longestName = 1024
    /// Longer than the token of any API server, and than all annotations that an object may have.
    private static let longestText = 1 << 18
    private static let mostAnnotations = 1024

    /// Reads standard input.
    ///
    /// Keys that this version does not know are skipped: a newer kubelet may send them. Versions before v1 have no ServiceAccount, and what
    /// stands there under such a key means nothing.
    ///
    /// - Throws: A ``Flaw`` for what no kubelet sends.
    package init(reading bytes: [UInt8]) throws(Flaw) {
        guard bytes.count <= Self.maximumBytes else { throw Flaw("more than \(Self.maximumBytes) bytes") }
        guard bytes.contains(where: { !ASCII.isWhitespace($0) }) else { throw Flaw("nothing") }
        var texts: [String: String] = [:]
        var annotations: [String: String] = [:]
        do throws(DockerConfigError.Reason) {
            var reader = GoJSONReader(bytes)
            try reader.readObject { key, reader throws(DockerConfigError.Reason) in
                switch String(decoding: key, as: UTF8.self) {
                case let name where Self.texts.contains(name):
                    try Self.take(&reader, name, limit: name == "serviceAccountToken" ? Self.longestText : nil, &texts)
                case "serviceAccountAnnotations":
                    guard try reader.peek() != .null else { return try reader.skipValue() }
                    try Self.expect(.object, &reader, "serviceAccountAnnotations", "an object")
                    try reader.readObject { key, reader throws(DockerConfigError.Reason) in
                        let name = String(decoding: key, as: UTF8.self)
                        guard key.count <= Self.longestName, annotations.count < Self.mostAnnotations else {
                            throw .type(field: "serviceAccountAnnotations", expected: "shorter")
                        }
                        try Self.take(&reader, name, limit: Self.longestText, &annotations)
                    }
                default: try reader.skipValue()
                }
            }
            try reader.finish()
        } catch {
            throw Flaw(reading: bytes, error)
        }
        guard texts["kind"] == Self.kind else {
            throw Flaw("an object of \(Self.named("kind", texts["kind"]))", fix: "kind has to be \(Self.kind)")
        }
        guard let version = texts["apiVersion"], Self.apiVersions.contains(version) else {
            throw Flaw(
                "a \(Self.kind) of \(Self.named("apiVersion", texts["apiVersion"]))",
                fix: "this version of Pullpass answers \(Printable.list(Self.apiVersions))"
            )
        }
        guard let image = texts["image"], !image.isEmpty else { throw Flaw("a \(Self.kind) without an image") }
        let isFirst = version == Self.apiVersions[0]
        let token = isFirst ? texts["serviceAccountToken"] : nil
        self.init(
            apiVersion: version,
            image: image,
            serviceAccountToken: token.flatMap { $0.isEmpty ? nil : SecretText($0) },
            serviceAccountAnnotations: isFirst ? annotations : [:]
        )
    }

    private static let texts: Set = ["kind", "apiVersion", "image", "serviceAccountToken"]

    private static func named(_ key: String, _ value: String?) -> String {
        value.map { "\(key) \(Printable.text($0))" } ?? "no \(key)"
    }

    /// Takes a text, once; `null` is none.
    private static func take(
        _ reader: inout GoJSONReader,
        _ name: String,
        limit: Int?,
        _ found: inout [String: String]
    ) throws(DockerConfigError.Reason) {
        guard try reader.peek() != .null else { return try reader.skipValue() }
        try expect(.string, &reader, name, "a text")
        let text = try reader.readString()
        guard text.count <= limit ?? longestName else { throw .type(field: name, expected: "shorter") }
        guard found.updateValue(String(decoding: text, as: UTF8.self), forKey: name) == nil else {
            throw .type(field: name, expected: "given once")
        }
    }

    private static func expect(
        _ kind: GoJSONReader.Kind,
        _ reader: inout GoJSONReader,
        _ field: String,
        _ expected: String
    ) throws(DockerConfigError.Reason) {
        guard try reader.peek() == kind else { throw .type(field: field, expected: expected) }
    }

    /// Why a text is no request.
    package struct Flaw: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was read, without what may be a credential: `no JSON (12 bytes)`.
        package let read: String
        /// What should be there instead; nil where that needs no words.
        package let fix: String?

        init(_ read: String, fix: String? = nil) {
            self.read = read
            self.fix = fix
        }

        fileprivate init(reading bytes: [UInt8], _ reason: DockerConfigError.Reason) {
            switch reason {
            case .type(let field, let expected):
                self.init(
                    "a \(PluginRequest.kind) that no kubelet writes",
                    fix: "\(Printable.text(field)) has to be \(expected)"
                )
            case .syntax(let offset):
                let shape = ProgramWords().shape(of: bytes)
                self.init(
                    shape,
                    fix: "a \(PluginRequest.kind) is one JSON object, and from byte \(offset) on this is none"
                )
            default: self.init(ProgramWords().shape(of: bytes), fix: "it is nested too deeply")
            }
        }

        /// One line for a terminal or the kubelet's log.
        package var description: String {
            "standard input has \(read)\(fix.map { ": \($0)" } ?? ""): the kubelet runs this command, and writes a "
                + "\(PluginRequest.kind) there"
        }
    }
}
