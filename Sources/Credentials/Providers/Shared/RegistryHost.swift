import Configuration
import Credentials
import Images

extension Registry {
    /// Where a token is asked for that is good there alone, for its scope; the patterns where they name no such place.
    func tokenPlace(endpoint: Endpoint?) -> String {
        (try? baseURL(endpoint: endpoint, identity: "")) ?? matchImages.map(\.text).joined(separator: " ")
    }

    /// The base URL of a kind whose token service is at the registry itself, unless there is an `endpoint`.
    ///
    /// - Parameters:
    ///   - endpoint: What the configuration says.
    ///   - identity: For the error.
    /// - Returns: The endpoint, or `https://` and the one host that the patterns name; without a slash at its end.
    /// - Throws: `.misconfigured` when they name none, or several.
    func baseURL(endpoint: Endpoint?, identity: String) throws(CredentialError) -> String {
        if let endpoint { return endpoint.description }
        let keys = matchImages.map { AuthsKey(pattern: $0.text) }
        let hosts = Set(keys.map { $0.host + $0.port })
        guard let host = hosts.first, hosts.count == 1, !host.contains("*") else {
            throw CredentialError(
                .misconfigured,
                identity: identity,
                reason: "matchImages does not name one host that could be asked for the token",
                fix: "write the base URL as endpoint: …, or one registry entry for each host"
            )
        }
        return "https://\(host)"
    }
}
