/// The text of a `config.json` with the places of its entries, so that some of them can be changed and all else stays byte for byte: other
/// entries, keys that mean nothing to the kubelet, order, white space.
package struct DockerConfigText: Sendable {
    /// An object in the text.
    struct Object: Sendable {
        /// A key with its value.
        struct Member: Sendable {
            /// Where the key begins, at its quotation mark.
            let start: Int
            /// The value.
            let value: Range<Int>
        }

        /// What stands between the braces.
        var content: Range<Int> = 0..<0
        var members: [Member] = []
    }

    /// The text.
    package let bytes: [UInt8]
    /// The entries as the kubelet reads them.
    package let config: DockerConfig
    /// The keys of `auths` in the order of the text, those that stand there twice among them.
    package private(set) var keys: [String] = []

    /// The object around everything.
    private(set) var whole = Object()
    /// `auths`; nil where there is none, or null.
    private(set) var auths: Object?
    /// Which member of ``whole`` is `auths`.
    private(set) var authsIndex: Int?

    /// Reads a text.
    ///
    /// - Throws: `DockerConfigError` where the kubelet cannot decode it, and where it is no object or has `auths` more than once, which
    ///   readers take in more than one way.
    package init(_ bytes: [UInt8]) throws(DockerConfigError) {
        self.bytes = bytes
        config = try DockerConfig(parsing: bytes)
        do throws(DockerConfigError.Reason) {
            try read()
        } catch {
            throw DockerConfigError(reason: error)
        }
    }

    private mutating func read() throws(DockerConfigError.Reason) {
        var reader = GoJSONReader(bytes)
        guard try reader.peek() == .object else { throw .type(field: "the whole", expected: "an object") }
        var (found, index): (Object?, Int?)
        var names: [String] = []
        whole = try Self.object(&reader) { (key, position, reader) throws(DockerConfigError.Reason) in
            guard DockerConfigDecoder.isField(key, "auths") else { return try reader.skipValue() }
            guard index == nil else { throw .twice(field: "auths") }
            index = position
            guard try reader.peek() == .object else { return try reader.skipValue() }
            found = try Self.object(&reader) { (key, _, reader) throws(DockerConfigError.Reason) in
                names.append(String(decoding: key, as: UTF8.self))
                try reader.skipValue()
            }
        }
        (auths, authsIndex, keys) = (found, index, names)
    }

    /// Goes through an object, of whose members `read` takes key and index, and reads or skips the value.
    private static func object(
        _ reader: inout GoJSONReader,
        _ read: (_ key: [UInt8], _ index: Int, inout GoJSONReader) throws(DockerConfigError.Reason) -> Void
    ) throws(DockerConfigError.Reason) -> Object {
        _ = try reader.peek()
        var object = Object()
        let open = reader.position + 1
        var end = open
        try reader.readObject { (key, reader) throws(DockerConfigError.Reason) in
            // Nothing but white space and a comma stands in front of a key.
            var start = end
            while start < reader.position, reader.bytes[start] != ASCII.quote { start += 1 }
            _ = try reader.peek()
            let value = reader.position
            try read(key, object.members.count, &reader)
            end = reader.position
            object.members.append(Object.Member(start: start, value: value..<end))
        }
        object.content = open..<(reader.position - 1)
        return object
    }
}

extension DockerConfigText {
    /// Whether it has nothing but an `auths` without entries.
    package var isBare: Bool { keys.isEmpty && whole.members.count == (authsIndex == nil ? 0 : 1) }
}
