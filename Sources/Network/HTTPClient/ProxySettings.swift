internal import Sockets

/// Through which proxy requests go, as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
///
/// Whatever they say, the own machine (`localhost`, loopback addresses) and the clouds' metadata services are never asked
/// through a proxy: they would answer for the proxy's machine, and hand it our tokens.
package struct ProxySettings: Sendable {
    private let https: HTTPURL?
    private let http: HTTPURL?
    private let exclusions: ProxyExclusions
    /// What names the proxies, by scheme.
    private var variables: [HTTPURL.Scheme: String] = [:]

    /// No proxy at all.
    package static let none = ProxySettings(https: nil, http: nil, exclusions: "")

    init(https: HTTPURL?, http: HTTPURL?, exclusions: String) {
        self.https = https
        self.http = http
        self.exclusions = ProxyExclusions(exclusions)
    }

    /// Reads the variables in upper case and, where those are not set or empty, in lower case, as Go does.
    ///
    /// A proxy is written `http://user:password@host:port`; `host:port` alone will do.
    ///
    /// - Throws: ``ProxySettingsError`` that names the variable, and never its value.
    package init(environment: [String: String]) throws(ProxySettingsError) {
        func value(_ name: String) -> (name: String, text: String)? {
            for name in [name, name.lowercased()] {
                if let text = environment[name], !text.isEmpty { return (name, text) }
            }
            return nil
        }
        let settings = (https: value("HTTPS_PROXY"), http: value("HTTP_PROXY"))
        https = try settings.https.map { (setting) throws(ProxySettingsError) in try Self.proxy(setting) }
        http = try settings.http.map { (setting) throws(ProxySettingsError) in try Self.proxy(setting) }
        variables[.https] = settings.https?.name
        variables[.http] = settings.http?.name
        exclusions = ProxyExclusions(value("NO_PROXY")?.text ?? "")
    }

    /// One proxy for everything, with no exceptions but those that are always made.
    ///
    /// - Parameters:
    ///   - text: The proxy, as in the variables.
    ///   - setting: What names it, for errors.
    /// - Throws: ``ProxySettingsError`` that names the setting, and never its value.
    package init(proxy text: String, setting: String) throws(ProxySettingsError) {
        let url = try Self.proxy((setting, text))
        self.init(https: url, http: url, exclusions: "")
        variables = [.https: setting, .http: setting]
    }

    private static func proxy(_ setting: (name: String, text: String)) throws(ProxySettingsError) -> HTTPURL {
        do throws(HTTPURLError) {
            if let reason = Self.flaw(of: setting.text) { throw HTTPURLError(reason) }
            let url = try HTTPURL(parsing: setting.text.contains("://") ? setting.text : "http://" + setting.text)
            guard url.scheme == .http else {
                throw HTTPURLError("a proxy is spoken to over http://; TLS to the proxy itself is not supported")
            }
            return url
        } catch {
            throw ProxySettingsError(variable: setting.name, reason: error.reason)
        }
    }

    /// What is wrong with the ends of a setting, which would be told as a fault of its port or of its scheme.
    private static func flaw(of text: String) -> String? {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return nil }
        if first.properties.isWhitespace || last.properties.isWhitespace {
            return "it has white space or a line break at its start or end"
        }
        let isSeen = !first.properties.isDefaultIgnorableCodePoint && !last.properties.isDefaultIgnorableCodePoint
        return isSeen ? nil : "it has an invisible character, such as a byte order mark, at its start or end"
    }

    /// The proxy for a request to `url`; nil for a direct connection.
    func proxy(for url: HTTPURL) -> HTTPURL? {
        guard let proxy = url.scheme == .https ? https : http else { return nil }
        return Self.isNeverProxied(url) || exclusions.contains(url) ? nil : proxy
    }

    /// The proxy for a request to `url`, as it is told to people; nil for a direct connection.
    package func passage(for url: HTTPURL) -> ProxyPassage? {
        proxy(for: url).map { ProxyPassage(variable: variables[url.scheme] ?? "the settings", proxy: $0) }
    }

    private static func isNeverProxied(_ url: HTTPURL) -> Bool {
        if let address = url.address { return neverProxied.contains { $0.contains(address.ip) } }
        let name = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        return name == "localhost" || name.hasSuffix(".localhost") || name == "metadata"
            || name == "metadata.google.internal"
    }

    /// Loopback; link-local, where every cloud has its metadata service; and the metadata services that are elsewhere:
    /// AWS over IPv6, Google over IPv6, Azure's wire server, Alibaba, Oracle over IPv6.
    private static let neverProxied: [AddressRange] = [
        "127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254/128",
        "168.63.129.16/32",
        "100.100.100.200/32", "fd00:c1::/32",
    ].compactMap { AddressRange($0) }
}

/// A proxy variable that cannot be used.
package struct ProxySettingsError: Error, Hashable, CustomStringConvertible {
    /// The variable's name.
    package let variable: String
    /// What is wrong with its value; never the value.
    package let reason: String

    /// One sentence for the terminal.
    package var description: String { "cannot use \(variable): \(reason); write for example http://proxy.example:3128" }
}

extension ProxySettings: CustomStringConvertible, CustomReflectable {
    /// The proxies without their credentials.
    package var description: String {
        "HTTPS_PROXY=\(https?.endpoint ?? "") HTTP_PROXY=\(http?.endpoint ?? "")"
    }

    /// Shows `dump` no more than the description.
    package var customMirror: Mirror { Mirror(self, children: ["proxies": description]) }
}
