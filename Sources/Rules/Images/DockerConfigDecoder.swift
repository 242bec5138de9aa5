internal import Text

/// Turns the JSON of a credentials file into entries.
struct DockerConfigDecoder {
    private var entries: [DockerConfig.Entry] = []
    /// The position of each key; keys are bytes because equal strings may differ in theirs.
    private var positions: [[UInt8]: Int] = [:]

    static func decode(
        _ bytes: [UInt8],
        as format: DockerConfig.Format
    ) throws(DockerConfigError.Reason) -> [DockerConfig.Entry] {
        var decoder = DockerConfigDecoder()
        var reader = GoJSONReader(bytes)
        switch format {
        case .dockercfg: try decoder.readRegistries(&reader, field: "the whole")
        case .dockerConfigJSON: try decoder.readFile(&reader)
        }
        try reader.finish()
        return decoder.entries
    }

    private mutating func readFile(_ reader: inout GoJSONReader) throws(DockerConfigError.Reason) {
        guard try Self.isObject(&reader, field: "the whole") else { return }
        try reader.readObject { (key, reader) throws(DockerConfigError.Reason) in
            if Self.isField(key, "auths") {
                try readRegistries(&reader, field: "auths")
            } else if Self.isField(key, "httpheaders") {
                guard try Self.isObject(&reader, field: "HttpHeaders") else { return }
                try reader.readObject { (_, reader) throws(DockerConfigError.Reason) in
                    _ = try Self.readText(&reader, field: "HttpHeaders")
                }
            } else {
                try reader.skipValue()
            }
        }
    }

    private mutating func readRegistries(
        _ reader: inout GoJSONReader,
        field: String
    ) throws(DockerConfigError.Reason) {
        guard try Self.isObject(&reader, field: field) else {
            // In Go, null takes away what an earlier "auths" has brought.
            (entries, positions) = ([], [:])
            return
        }
        try reader.readObject { (key, reader) throws(DockerConfigError.Reason) in
            let registry = String(decoding: key, as: UTF8.self)
            let entry = DockerConfig.Entry(
                registry: registry,
                credential: try Self.readCredential(&reader, registry: registry)
            )
            if let position = positions[key] {
                entries[position] = entry
            } else {
                positions[key] = entries.count
                entries.append(entry)
            }
        }
    }

    private static func readCredential(
        _ reader: inout GoJSONReader,
        registry: String
    ) throws(DockerConfigError.Reason) -> DockerCredential {
        var username: [UInt8] = []
        var password: [UInt8] = []
        var auth: [UInt8] = []
        if try isObject(&reader, field: "the entry of registry \(quoted(DockerConfigKey.shown(registry)))") {
            try reader.readObject { (key, reader) throws(DockerConfigError.Reason) in
                func text(_ name: String, or old: [UInt8]) throws(DockerConfigError.Reason) -> [UInt8] {
                    try readText(&reader, field: "\(name) of registry \(quoted(DockerConfigKey.shown(registry)))")
                        ?? old
                }
                if isField(key, "username") {
                    username = try text("username", or: username)
                } else if isField(key, "password") {
                    password = try text("password", or: password)
                } else if isField(key, "email") {
                    _ = try text("email", or: [])
                } else if isField(key, "auth") {
                    auth = try text("auth", or: auth)
                } else {
                    try reader.skipValue()
                }
            }
        }
        if !auth.isEmpty { (username, password) = try decodeAuth(auth, registry: registry) }
        return DockerCredential(
            username: String(decoding: username, as: UTF8.self),
            password: String(decoding: password, as: UTF8.self)
        )
    }

    private static func decodeAuth(
        _ auth: [UInt8],
        registry: String
    ) throws(DockerConfigError.Reason) -> (username: [UInt8], password: [UInt8]) {
        let lastVisible = auth.last { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        guard let text = Base64.decodeAsGo(auth, isPadded: lastVisible == UInt8(ascii: "=")) else {
            throw .base64(registry: registry)
        }
        guard let colon = text.firstIndex(of: ASCII.colon) else { throw .colon(registry: registry) }
        return (Array(text[..<colon]), Array(text[(colon + 1)...]))
    }

    /// Whether an object comes next; false after a null, which is read.
    private static func isObject(
        _ reader: inout GoJSONReader,
        field: @autoclosure () -> String
    ) throws(DockerConfigError.Reason) -> Bool {
        switch try reader.peek() {
        case .object: return true
        case .null:
            try reader.skipValue()
            return false
        default: throw .type(field: field(), expected: "an object")
        }
    }

    /// The string that comes next, or nil for a null.
    private static func readText(
        _ reader: inout GoJSONReader,
        field: @autoclosure () -> String
    ) throws(DockerConfigError.Reason) -> [UInt8]? {
        switch try reader.peek() {
        case .string: return try reader.readString()
        case .null:
            try reader.skipValue()
            return nil
        default: throw .type(field: field(), expected: "a string")
        }
    }

    /// Whether a key is a field's name in Go's eyes, which take no notice of case (and take ſ for an s).
    static func isField(_ key: [UInt8], _ name: StaticString) -> Bool {
        var index = 0
        return name.withUTF8Buffer { letters in
            for place in letters.indices {
                // The literal lives as long as the program.
                let letter = unsafe letters[place]
                guard index < key.count else { return false }
                if letter == UInt8(ascii: "s"), key[index...].starts(with: [0xC5, 0xBF]) {
                    index += 2
                    continue
                }
                let byte = key[index]
                guard (ASCII.isUpper(byte) ? byte | 0x20 : byte) == letter else { return false }
                index += 1
            }
            return index == key.count
        }
    }
}
