import Credentials
import FoundationEssentials
import Images
import Text

/// What a Docker configuration says about credentials that are not in it, and that the kubelet never looks for.
struct ForeignCredentials {
    private struct File: Decodable {
        var auths: [String: Lenient<Entry>]?
        var credsStore: Lenient<String>?
        var credHelpers: [String: Lenient<String>]?
    }

    private struct Entry: Decodable {
        var identitytoken: Lenient<String>?
    }

    /// A value that counts as absent when it is something else.
    private struct Lenient<Value: Decodable>: Decodable {
        let value: Value?
        init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
    }

    private let store: String?
    private let helpersByHost: [String: String]
    private let keysWithIdentityToken: Set<String>

    /// Looks for them; what cannot be read has none.
    init(_ bytes: [UInt8], format: DockerConfig.Format) {
        let decoder = JSONDecoder()
        let file: File? =
            switch format {
            case .dockerConfigJSON: try? decoder.decode(File.self, from: Data(bytes))
            case .dockercfg:
                (try? decoder.decode([String: Lenient<Entry>].self, from: Data(bytes))).map { File(auths: $0) }
            }
        store = file?.credsStore?.value.flatMap { $0.isEmpty ? nil : Printable.text($0) }
        helpersByHost = (file?.credHelpers ?? [:]).compactMapValues { $0.value.map(Printable.text) }
        keysWithIdentityToken = Set(
            (file?.auths ?? [:]).filter { $0.value.value?.identitytoken?.value?.isEmpty == false }.keys
        )
    }

    /// The helpers for a message, or nil when there are none.
    var helpers: String? {
        if let store { return "credsStore \(store)" }
        guard !helpersByHost.isEmpty else { return nil }
        return "credHelpers for \(Printable.list(helpersByHost.keys))"
    }

    /// Why the credential of an entry is not in the file, or nil when it is.
    func problem(of entry: DockerConfig.Entry) -> (reason: String, fix: String)? {
        guard entry.credential.password.isEmpty else { return nil }
        let key = AuthsKey(key: entry.registry)
        if keysWithIdentityToken.contains(entry.registry) {
            return (
                "the entry for \(key) has an identitytoken, which the kubelet does not use",
                "log in with a user name and a password or token that the registry takes for pulls"
            )
        }
        guard entry.credential.username.isEmpty else { return nil }
        if let helper = helpersByHost[entry.registry] ?? helpersByHost[key.host + key.port] {
            return (
                "the credential for \(key) is kept by credential helper \(helper) (credHelpers), where the kubelet does not look",
                "log in without the helper and store the file again"
            )
        }
        if let store {
            return (
                "the credential for \(key) is kept by credential helper \(store) (credsStore), where the kubelet does not look",
                "log in without the helper and store the file again"
            )
        }
        return nil
    }
}
