internal import HTTP
package import HTTPClient

/// The way out to token services and registries: bounded in time and size, and silent about what was sent and answered.
package struct ProviderClient: Sendable {
    /// The most bytes of an answer; a real one has a few thousand.
    package static let maximumBytes = 1 << 20

    private let http: HTTPClient

    /// A way by a client; its methods are for tasks on the client's loop.
    package init(_ http: HTTPClient) { self.http = http }

    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// - Parameters:
    ///   - request: The request; redirects are followed only as far as it says.
    ///   - identity: Whose credential is wanted, for the error.
    ///   - timeouts: How long it may take; ``metadataTimeouts`` for services on the link.
    /// - Returns: The answer.
    /// - Throws: `.unavailable` when there is no whole answer.
    package func send(
        _ request: HTTPClientRequest,
        identity: String,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts()
    ) async throws(CredentialError) -> HTTPClientResponse {
        do throws(HTTPClientError) {
            return try await answer(to: request, timeouts: timeouts)
        } catch {
            throw CredentialError(
                .unavailable,
                identity: identity,
                endpoint: request.url.withoutQuery,
                reason: error.description,
                fix: error.proxyAdvice ?? error.trustAdvice
            )
        }
    }

    /// The same for who wants to know how far the exchange came.
    package func answer(
        to request: HTTPClientRequest,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts()
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        try await http.send(request, timeouts: timeouts, maximumBodyBytes: Self.maximumBytes)
    }

    /// Metadata services answer at once or are not there: nobody waits half a minute to learn that.
    package static let metadataTimeouts = HTTPClientTimeouts(
        connect: .seconds(2),
        total: .seconds(5),
        idle: .seconds(5)
    )
}

extension HTTPURL {
    /// The URL for an error: no query and no user name.
    package var withoutQuery: String {
        "\(scheme.rawValue)://\(authority)\(target.prefix { $0 != "?" && $0 != "#" })"
    }
}
