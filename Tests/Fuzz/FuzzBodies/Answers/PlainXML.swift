/// A well-formed document without document types, read strictly and byte by byte: the second opinion.
struct PlainXML {
    /// What stands before the end of an element, after what is in it, by the element's path; of equal paths the first.
    private(set) var texts: [String: String] = [:]

    private let bytes: [UInt8]
    private var position = 0
    private var elements = 0

    private enum Malformed: Error { case here }

    /// Reads a document; nil where it is not well-formed, or larger than Pullpass reads.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard String(validating: bytes, as: UTF8.self) != nil,
            bytes.allSatisfy({ $0 >= 0x20 || [9, 10, 13].contains($0) })
        else {
            return nil
        }
        do {
            try skipBetween(mayBegin: true)
            try element([])
            try skipBetween(mayBegin: false)
        } catch { return nil }
        guard position == bytes.count else { return nil }
    }

    private func starts(_ text: StaticString) -> Bool { bytes[position...].starts(with: Array("\(text)".utf8)) }

    private mutating func skip(_ text: StaticString) throws {
        guard starts(text) else { throw Malformed.here }
        position += text.utf8CodeUnitCount
    }

    private mutating func skip(past text: StaticString) throws -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count {
            if starts(text) {
                defer { position += text.utf8CodeUnitCount }
                return bytes[start..<position]
            }
            position += 1
        }
        throw Malformed.here
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
    }

    /// Comments, instructions and blanks outside of the one element.
    private mutating func skipBetween(mayBegin: Bool) throws {
        while true {
            skipBlanks()
            guard starts("<?") || starts("<!--") else { return }
            try skipComment()
        }
    }

    private mutating func skipComment() throws {
        if starts("<?") {
            try skip("<?")
            _ = try name()
            _ = try skip(past: "?>")
        } else {
            try skip("<!--")
            let text = try skip(past: "--")
            guard position < bytes.count, bytes[position] == UInt8(ascii: ">"), text.last != UInt8(ascii: "-") else {
                throw Malformed.here
            }
            position += 1
        }
    }

    private mutating func name() throws -> String {
        let start = position
        while position < bytes.count, Self.isName(bytes[position], isFirst: position == start) { position += 1 }
        guard position > start, position - start <= 128 else { throw Malformed.here }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") && byte >= 0x41 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ":")
            || !isFirst && (byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."))
    }

    private mutating func element(_ path: [String]) throws {
        try skip("<")
        let path = path + [try name()]
        elements += 1
        guard path.count <= 32, elements <= 256 else { throw Malformed.here }
        var names: Set<String> = []
        while true {
            let before = position
            skipBlanks()
            if starts("/>") { return position += 2 }
            if starts(">") {
                position += 1
                return try content(path)
            }
            guard position > before, names.insert(try name()).inserted else { throw Malformed.here }
            skipBlanks()
            try skip("=")
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
            else { throw Malformed.here }
            let value = starts("\"") ? (position += 1, try skip(past: "\"")).1 : (position += 1, try skip(past: "'")).1
            guard !value.contains(UInt8(ascii: "<")) else { throw Malformed.here }
            _ = try Self.decoded(value)
        }
    }

    private mutating func content(_ path: [String]) throws {
        var text = ""
        while true {
            guard position < bytes.count else { throw Malformed.here }
            if starts("<![CDATA[") {
                try skip("<![CDATA[")
                text += String(decoding: try skip(past: "]]>"), as: UTF8.self)
            } else if starts("<?") || starts("<!--") {
                try skipComment()
            } else if starts("</") {
                try skip("</")
                guard try name() == path.last else { throw Malformed.here }
                skipBlanks()
                try skip(">")
                let key = path.joined(separator: "/")
                if texts[key] == nil { texts[key] = text }
                return
            } else if starts("<") {
                try element(path)
                text = ""
            } else {
                let start = position
                while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
                let raw = bytes[start..<position]
                guard !String(decoding: raw, as: UTF8.self).utf8.elementsEqual([]), !Self.holds(raw, "]]>") else {
                    throw Malformed.here
                }
                text += try Self.decoded(raw)
            }
        }
    }

    private static func holds(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        bytes.firstRange(of: Array(text.utf8)) != nil
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) throws -> String {
        var output: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                output.append(byte)
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { throw Malformed.here }
            let name = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...].dropFirst()
            let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
            if let text = known[name] {
                output += Array(text.utf8)
            } else {
                let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst()
                let isNumber =
                    name.hasPrefix("#")
                    && digits.utf8.first.map { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") } ?? false
                guard isNumber, let number = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
                    number >= 32 || [9, 10, 13].contains(number),
                    let scalar = Unicode.Scalar(number)
                else { throw Malformed.here }
                output += Array(String(scalar).utf8)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
