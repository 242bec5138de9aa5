internal import FoundationEssentials
internal import HTTPClient

/// Reads what a provider answered; errors never quote an answer, since it may hold a token.
package enum ProviderAnswer {
    /// The longest that a provider may ask to be left alone: a day.
    package static let longestPause = Duration.seconds(86_400)

    /// The JSON of a body.
    ///
    /// - Throws: `.unavailable`, with the place in the JSON where something else was found.
    package static func decode<Value: Decodable>(
        _ type: Value.Type,
        from body: [UInt8],
        identity: String,
        endpoint: String
    ) throws(CredentialError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw CredentialError(
                .unavailable,
                identity: identity,
                endpoint: endpoint,
                reason: "the answer cannot be read: \(describe(error))"
            )
        } catch {
            throw CredentialError(
                .unavailable,
                identity: identity,
                endpoint: endpoint,
                reason: "the answer cannot be read: it is not JSON"
            )
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context, _ last: String? = nil) -> String {
            (context.codingPath.map(\.stringValue) + (last.map { [$0] } ?? [])).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "there is no \(place(context, key.stringValue))"
        case .valueNotFound(_, let context): "\(place(context)) is null"
        case .typeMismatch(_, let context):
            context.codingPath.isEmpty ? "it is no object" : "\(place(context)) is of another type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is not JSON" : "\(place(context)) is malformed"
        @unknown default: "it has another form"
        }
    }
}
