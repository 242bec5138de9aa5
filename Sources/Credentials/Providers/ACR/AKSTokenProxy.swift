import Configuration
import Credentials
import HTTPClient
import TLS
import Text

/// AKS' identity bindings: a proxy of Entra ID inside the cluster, for Pods that AKS' webhook has annotated for it.
///
/// | variable | value |
/// |---|---|
/// | `AZURE_KUBERNETES_TOKEN_PROXY` | an https URL, whose path goes before that of Entra ID; no user, query or fragment |
/// | `AZURE_KUBERNETES_SNI_NAME` | the name that is asked for in TLS, and that the certificate must have |
/// | `AZURE_KUBERNETES_CA_FILE` | the authorities in PEM, read anew for each token; empty while they are being replaced |
/// | `AZURE_KUBERNETES_CA_DATA` | the same as a text, in place of the file; with neither, those of the system |
///
/// No proxy of the environment (`HTTPS_PROXY`) is between: the API server is asked, by an address of its own.
struct AKSTokenProxy: Sendable, Confidential {
    private static let variable = "AZURE_KUBERNETES_TOKEN_PROXY"

    private let base: HTTPURL
    private let serverName: String?
    private let authorities: [UInt8]?

    /// Reads the variables, and the file that they name.
    ///
    /// - Returns: Nil where there is no such proxy.
    /// - Throws: `.misconfigured` for what cannot be meant, `.unavailable` for an empty file.
    init?(_ parts: FetcherParts) throws(CredentialError) {
        let environment = parts.checkedEnvironment
        let place = Place(identity: Self.variable)
        let serverName = try environment.text("AZURE_KUBERNETES_SNI_NAME")
        let file = try environment.path("AZURE_KUBERNETES_CA_FILE")
        // PEM has line breaks, also at its end.
        let data = parts.environment["AZURE_KUBERNETES_CA_DATA"].flatMap { $0.trimmed.isEmpty ? nil : $0 }
        guard let text = try environment.text(Self.variable) else {
            guard serverName == nil, file == nil, data == nil else {
                throw place.misconfigured(
                    "it is not set, but other variables of identity bindings are (AZURE_KUBERNETES_SNI_NAME, _CA_FILE or _CA_DATA)",
                    fix: "set it, or remove the others: AKS' webhook sets all of them"
                )
            }
            return nil
        }
        guard file == nil || data == nil else {
            throw place.misconfigured(
                "only one of AZURE_KUBERNETES_CA_FILE and AZURE_KUBERNETES_CA_DATA can be specified",
                fix: "remove one of them"
            )
        }
        base = try Self.url(text, place)
        guard serverName.map({ NameRules.isSubdomain($0.lowercased()) }) ?? true else {
            throw Place(identity: "AZURE_KUBERNETES_SNI_NAME").misconfigured(
                "it is no name",
                fix: "correct the variable"
            )
        }
        self.serverName = serverName
        authorities = try Self.authorities(file: file, data: data, parts.values)
    }

    private static func url(_ text: String, _ place: Place) throws(CredentialError) -> HTTPURL {
        let fix = "correct the variable, which AKS' webhook sets"
        let url: HTTPURL
        do { url = try HTTPURL(parsing: text) } catch {
            throw place.misconfigured("it cannot be used as a URL: \(error.description)", fix: fix)
        }
        guard url.scheme == .https else {
            throw place.misconfigured("it must use the https scheme", fix: fix)
        }
        let rest = text.dropFirst("https://".count)
        guard !rest.contains("@"), !rest.contains("?"), !rest.contains("#") else {
            throw place.misconfigured("it must have no user, query or fragment", fix: fix)
        }
        return url
    }

    private static func authorities(file: String?, data: String?, _ values: ValueResolver) throws(CredentialError)
        -> [UInt8]?
    {
        let place = Place(identity: file.map { "CA file \($0)" } ?? "AZURE_KUBERNETES_CA_DATA")
        var pem = data.map { Array($0.utf8) }
        if let file {
            let bytes = try values.bytes(ofFile: file, place)
            guard !bytes.isEmpty else {
                throw place.unavailable("it is empty, as while it is being replaced", fix: "look at it if this stays")
            }
            pem = bytes
        }
        guard let pem else { return nil }
        do { _ = try Certificate.parse(pem: pem, what: "it") } catch {
            throw place.misconfigured("there are no valid certificates in it", fix: "write the authority in PEM")
        }
        return pem
    }

    /// The URL of Entra ID with the proxy in its place.
    func url(for entra: HTTPURL) throws(CredentialError) -> HTTPURL {
        var prefix = base.target
        while prefix.hasSuffix("/") { prefix.removeLast() }
        do { return try base.with(target: prefix + entra.target) } catch {
            throw Place(identity: Self.variable).misconfigured(error.description, fix: "correct the variable")
        }
    }

    /// A client that believes the proxy alone, and goes by no other; each fetch makes its own, since the authorities may change.
    func client(on parts: FetcherParts) throws(CredentialError) -> ProviderClient {
        do {
            let tls = try TLSClientContext(
                trust: authorities.map { .authorities($0) } ?? .system,
                serverName: serverName
            )
            return ProviderClient(HTTPClient(loop: parts.http.loop, tls: tls, proxy: .none))
        } catch {
            throw Place(identity: Self.variable).misconfigured(
                error.description,
                fix: "look at AZURE_KUBERNETES_CA_FILE or AZURE_KUBERNETES_CA_DATA"
            )
        }
    }
}
