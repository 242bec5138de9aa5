/// A second, deliberately plain JSON reader: byte by byte, builds a tree.
///
/// It shares no code with the readers under test, so that they can be held against it.
package indirect enum ReferenceJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([ReferenceJSON])
    /// Members in order of appearance; the last of several equal keys counts.
    case object([Member])

    /// A key with its value.
    package struct Member: Equatable, Sendable {
        package let key: String
        package var value: ReferenceJSON

        package init(key: String, value: ReferenceJSON) {
            self.key = key
            self.value = value
        }
    }

    /// Why a text is none, and where.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        /// What is wrong there.
        package let reason: String
        /// The first byte that no JSON text has there; the length of the text where it ends too early.
        package let offset: Int

        package var description: String { "\(reason) at byte \(offset)" }
    }

    /// What is nested deeper is checked and comes as null, since a deep tree cannot be taken apart on a small stack.
    package static let keptDepth = 256

    /// Reads a whole text, or throws where RFC 8259 does not allow it.
    package init(parsing bytes: [UInt8]) throws(Malformed) {
        var parser = ReferenceJSONParser(bytes)
        self = try parser.document()
    }

    package subscript(key: String) -> ReferenceJSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    package subscript(index: Int) -> ReferenceJSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var elements: [ReferenceJSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, those that come twice among them.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    package var keys: [String] { (members ?? []).map(\.key) }
}
