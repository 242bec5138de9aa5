import Configuration
import Credentials
import HTTPClient
import Text

/// A cloud of Google's that is closed in itself, told by what ends the names of its services.
struct GoogleUniverse: Sendable, Hashable {
    /// Everybody's.
    static let standard = GoogleUniverse(domain: "googleapis.com")

    /// Such as `googleapis.com`.
    let domain: String

    /// The base URL of one of its services, such as `sts`.
    func service(_ name: String) -> String { "https://\(name).\(domain)" }

    /// Whether a host is one of its services.
    func contains(_ host: String) -> Bool {
        // The keys of years ago name accounts.google.com.
        host.hasSuffix(".\(domain)") || (self == .standard && host == "accounts.google.com")
    }
}

/// URLs that stand in a credential: whoever wrote it chose them, so they may only lead to Google.
enum GoogleURL {
    /// The URL of a service of Google, or the same path at the endpoint of the configuration.
    static func service(
        _ text: String,
        instead endpoint: Endpoint?,
        in universe: GoogleUniverse = .standard,
        _ place: Place
    ) throws(CredentialError) -> HTTPURL {
        let fix = "use a credential with the token service of Google, or set the endpoint in the configuration"
        guard let url = try? HTTPURL(parsing: text) else {
            // One with a user may hold a password.
            let shown = text.contains("@") ? "what it names as a service" : "\"\(Printable.text(text))\" in it"
            throw place.misconfigured("\(shown) is no URL", fix: fix)
        }
        if let endpoint {
            guard let moved = try? HTTPURL(parsing: "\(endpoint)\(url.target)") else {
                throw place.misconfigured("the endpoint \(endpoint) is no URL of a service", fix: "write https://host")
            }
            return moved
        }
        guard url.scheme == .https, url.port == 443, universe.contains(url.host) else {
            throw place.misconfigured(
                "it names the service \(url.scheme.rawValue)://\(Printable.text(url.authority)), which is not Google's"
                    + (universe == .standard ? "" : " in the universe \(universe.domain)"),
                fix: fix
            )
        }
        // Without the user that a URL may have, which would become an Authorization.
        guard let plain = try? HTTPURL(parsing: "https://\(url.host)\(url.target)") else { return url }
        return plain
    }
}
