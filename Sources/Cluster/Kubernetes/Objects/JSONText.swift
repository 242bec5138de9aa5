internal import FoundationEssentials

/// The one JSON encoder and decoder of this module.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: some Sequence<UInt8>) throws
        -> Value
    {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// Where and how a text does not fit its type, without any of its values: they may be credentials.
    static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it is not readable" }
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the whole text" : path.map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) is of another type"
        case .dataCorrupted(let context): "\(place(context.codingPath)) is malformed"
        @unknown default: "it is not readable"
        }
    }
}
